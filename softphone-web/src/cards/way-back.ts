import { focusOn } from '../ui/keep-focus.ts';
import { isTyping } from '../ui/is-typing.ts';

/** The column of the cards, which keys lead to from anywhere. */
const CARDS = '#cards';

let before: HTMLElement | null = null;

/** Remembers where the reader is, unless in a card already: a key is about to lead to one. */
export function rememberWay(): void {
  const { activeElement: active } = document;
  if (active instanceof HTMLElement && !active.closest(CARDS)) before = active;
}

/** Goes to the screen, from its top; whether there is one. */
export function goToScreen(): boolean {
  const main = document.getElementById('main');
  if (main) focusOn(main);
  return main !== null;
}

/** Goes back to where the reader was before a key led to a card; where that is gone, to the screen. Whether there is such. */
export function goBack(): boolean {
  if (!before?.isConnected || before === document.body) return goToScreen();
  before.focus();
  return true;
}

/** Escape: out of a card back to where one was, out of a field to the screen. Whether it leads anywhere from here. */
export function leave(from: EventTarget | null): boolean {
  if (!(from instanceof HTMLElement) || from.closest('[role="dialog"], [role="menu"]'))
    return false;
  if (from.closest(CARDS)) goBack();
  else if (isTyping(from)) goToScreen();
  else return false;
  return true;
}
