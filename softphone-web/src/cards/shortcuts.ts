import { useEffect, useRef } from 'react';

/** What a key does; the names are those of the sheet in `text`. */
export type KeyAct = 'answer' | 'hangUp' | 'mute' | 'hold' | 'dial' | 'search' | 'note' | 'help';

/** The keys, as the sheet shows them. Physical keys: the same places on a Russian layout. */
export const KEYS: Readonly<Record<KeyAct, readonly string[]>> = {
  answer: ['Alt', 'A'],
  hangUp: ['Alt', 'H'],
  mute: ['Alt', 'M'],
  hold: ['Alt', 'P'],
  dial: ['Alt', 'C'],
  note: ['Alt', 'N'],
  search: ['/'],
  help: ['?'],
};

const byCode: Readonly<Record<string, KeyAct>> = {
  KeyA: 'answer',
  KeyH: 'hangUp',
  KeyM: 'mute',
  KeyP: 'hold',
  KeyC: 'dial',
  KeyN: 'note',
};

type Pressed = Pick<KeyboardEvent, 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'code' | 'key'>;

/** The act of a key press, or null. `typing`: the focus is in a field, where plain keys write. */
export function actOf(event: Pressed, typing: boolean): KeyAct | null {
  if (event.ctrlKey || event.metaKey) return null;
  if (event.altKey) return event.shiftKey ? null : (byCode[event.code] ?? null);
  if (typing) return null;
  if (event.key === '?') return 'help';
  if (event.key === '/' || (event.code === 'Slash' && !event.shiftKey)) return 'search';
  return null;
}

/** Listens for the keys of the page while the component is shown. */
export function useShortcuts(act: (what: KeyAct) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const what = event.repeat ? null : actOf(event, isTyping(event.target));
      if (!what) return;
      event.preventDefault();
      latest.current(what);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
