/** A code for one more outcome: calls and reports keep it, whatever the outcome is named. */
export function randomCode(): string {
  return `own_${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`;
}
