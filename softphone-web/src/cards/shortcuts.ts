import { useEffect, useRef } from 'react';
import { isTyping } from '../ui/is-typing.ts';
import { type Act, isChord } from './acts.ts';
import { leave, rememberWay } from './way-back.ts';

/** Acts of the page with keys of their own; the names are those of the sheet in `text`. */
export type KeyAct =
  | 'answer'
  | 'hangUp'
  | 'mute'
  | 'hold'
  | 'swap'
  | 'transfer'
  | 'connect'
  | 'confer'
  | 'keypad'
  | 'park'
  | 'retrieve'
  | 'voicemail'
  | 'doNotDisturb'
  | 'dial'
  | 'note'
  | 'search'
  | 'undo'
  | 'palette'
  | 'help'
  | CardAct;

/** What is done in the newest card. */
export type CardAct =
  | 'recording'
  | 'who'
  | 'outcome'
  | 'task'
  | 'callBack'
  | 'deal'
  | 'interaction'
  | 'written';

/** Their keys; screens have two letters one after another (places.ts). */
export const KEYS: Readonly<Record<KeyAct, readonly string[]>> = {
  answer: ['Alt', 'A'],
  hangUp: ['Alt', 'H'],
  mute: ['Alt', 'M'],
  hold: ['Alt', 'P'],
  swap: ['Alt', 'X'],
  transfer: ['Alt', 'R'],
  connect: ['Alt', 'J'],
  confer: ['Alt', 'G'],
  keypad: ['Alt', 'Y'],
  park: ['Alt', 'K'],
  retrieve: ['Alt', 'L'],
  voicemail: ['Alt', 'V'],
  doNotDisturb: ['Alt', 'Q'],
  dial: ['Alt', 'C'],
  note: ['Alt', 'N'],
  recording: ['Alt', 'I'],
  who: ['Alt', 'W'],
  outcome: ['Alt', 'O'],
  task: ['Alt', 'T'],
  callBack: ['Alt', 'B'],
  deal: ['Alt', 'S'],
  interaction: ['Alt', 'U'],
  written: ['Alt', 'Z'],
  palette: ['Ctrl', 'K'],
  undo: ['Ctrl', 'Z'],
  search: ['/'],
  help: ['?'],
};

/** The second key of two must come within this time, ms. */
const SECOND_WITHIN_MS = 2_000;

type Pressed = Pick<
  KeyboardEvent,
  'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'code' | 'key' | 'timeStamp'
>;

/** A key that was pressed alone, as its letter. */
export interface LoneKey {
  readonly letter: string;
  readonly at: number;
}

/** What a key press is read by. */
export interface Reading {
  /** The focus is in a field, where plain keys write. */
  readonly typing: boolean;
  /** Whether keys without Alt or Ctrl do something: whoever dictates, or hits keys by accident, turns them off. */
  readonly plain: boolean;
  /** The plain key before this one. */
  readonly before: LoneKey | null;
}

/** The act of a key press, or null. */
export function actOf(event: Pressed, acts: readonly Act[], reading: Reading): Act | null {
  return acts.find(({ keys }) => keys.length > 0 && fits(event, keys, reading)) ?? null;
}

/** The key as the first of two; null where it writes, or is held with others. */
export function loneKey(event: Pressed, { typing, plain }: Reading): LoneKey | null {
  const letter = letterOf(event);
  if (typing || !plain || letter === null || isHeld(event)) return null;
  return { letter, at: event.timeStamp };
}

function fits(event: Pressed, keys: readonly string[], reading: Reading): boolean {
  const last = keys.at(-1) ?? '';
  if (isChord(keys)) {
    const ctrl = event.ctrlKey || event.metaKey;
    const held = keys[0] === 'Alt' ? event.altKey && !ctrl : ctrl && !event.altKey;
    // a field takes back what is typed
    if (keys === KEYS.undo && reading.typing) return false;
    return held && !event.shiftKey && letterOf(event) === last;
  }
  if (reading.typing || !reading.plain || event.altKey || event.ctrlKey || event.metaKey)
    return false;
  if (last === '?') return event.key === '?' || (event.code === 'Slash' && event.shiftKey);
  if (last === '/') return event.key === '/' || (event.code === 'Slash' && !event.shiftKey);
  const { before } = reading;
  if (before === null || before.letter !== keys[0] || event.shiftKey) return false;
  return event.timeStamp - before.at < SECOND_WITHIN_MS && letterOf(event) === last;
}

function letterOf({ code }: Pressed): string | null {
  return /^Key([A-Z])$/.exec(code)?.[1] ?? null;
}

function isHeld({ altKey, ctrlKey, metaKey, shiftKey }: Pressed): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}

/** A part of the card of the call that is spoken in, where it has one, else of the newest card that has. */
function partOfCard(part: string): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>(`#cards [data-tone='talking'] ${part}`) ??
    document.querySelector<HTMLElement>(`#cards ${part}`)
  );
}

/** Goes to a part of a card, and presses it where it is a button that opens something. */
export function actInCard(act: CardAct): void {
  const part = partOfCard(`[data-card-act='${act}']`);
  if (!part) return;
  rememberWay();
  part.focus();
  // people to pick one of wait for a second key
  if (part instanceof HTMLButtonElement && !part.closest('ul')) part.click();
}

/** Goes to the note of a card. */
export function goToNote(): void {
  rememberWay();
  partOfCard('[id^="note-"]')?.focus();
}

/** Listens for the keys of the page while the component is shown. `plain` as {@link Reading.plain}. */
export function useShortcuts(acts: readonly Act[], plain: boolean): void {
  const latest = useRef({ acts, plain });
  useEffect(() => {
    latest.current = { acts, plain };
  });
  useEffect(() => {
    let before: LoneKey | null = null;
    const pressed = (event: KeyboardEvent) => {
      if (event.repeat || event.defaultPrevented) return;
      if (event.key === 'Escape' && leave(event.target)) return event.preventDefault();
      const reading = { typing: isTyping(event.target), plain: latest.current.plain, before };
      const act = actOf(event, latest.current.acts, reading);
      before = act ? null : loneKey(event, reading);
      if (!act) return;
      event.preventDefault();
      act.run();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
