/** What a key does to a recording that plays. */
export type PlayerAct = 'play' | 'back' | 'on' | 'slower' | 'faster' | 'note';

/** How fast it may run. */
export const SPEEDS: readonly number[] = [0.75, 1, 1.25, 1.5, 2];

type Pressed = Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'code'>;

/** By the place of the key: the same on a Russian layout. */
const BY_CODE: Readonly<Record<string, PlayerAct>> = {
  Space: 'play',
  ArrowLeft: 'back',
  ArrowRight: 'on',
  Comma: 'slower',
  Period: 'faster',
  KeyN: 'note',
};

/** The act of a key press, or null. */
export function playerActOf({ altKey, ctrlKey, metaKey, code }: Pressed): PlayerAct | null {
  return altKey || ctrlKey || metaKey ? null : (BY_CODE[code] ?? null);
}

/** The next speed that way; the last one stays. */
export function speedAfter(speed: number, act: 'slower' | 'faster'): number {
  const at = SPEEDS.indexOf(speed) + (act === 'faster' ? 1 : -1);
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))] ?? 1;
}
