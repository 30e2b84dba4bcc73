/**
 * Asks the server to end calls by the messages that end them: `now`, or some seconds `later`, when the page that goes
 * has not come back for them. A beacon outlives the page.
 */
export function sayFarewell(farewells: readonly string[], when: 'now' | 'later'): void {
  const body = JSON.stringify({ farewells, when });
  navigator.sendBeacon('/api/me/farewell', new Blob([body], { type: 'application/json' }));
}
