import type { Text } from '../text/en.ts';

/** Directions to choose from, all of them first. */
export function directionOptions(t: Text) {
  return [{ value: '', label: t.recent.anyDirection }, ...options(t.call.directions)];
}

/** Results to choose from, all of them first. */
export function resultOptions(t: Text) {
  return [
    { value: '', label: t.recent.anyResult },
    { value: 'missed', label: t.recent.missed },
    ...options(t.call.dispositions).filter((option) => option.value !== 'abandoned'),
  ];
}

function options(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}
