/** Resolves in the loop's next turn: what came meanwhile is dealt with first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
