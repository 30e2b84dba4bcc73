import type { KeyboardEvent } from 'react';
import { isTyping } from '../ui/is-typing.ts';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
/** What takes the arrow keys for itself. */
const OWN_ARROWS = '[role="slider"], [role="menu"], [role="listbox"], [role="radiogroup"], audio';
const CONTROLS = 'a[href], button:not(:disabled)';

/**
 * The arrow keys lead from row to row of the screen's lists, within a column: what was done in one row is done in the
 * next by the same key. From the screen itself, from a part of it that has the focus as a whole, and from a search field, they
 * lead to the first row there.
 */
export function moveByRows(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const from = event.target as HTMLElement;
  const isHeld = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (step === undefined || isHeld || event.defaultPrevented || from.closest(OWN_ARROWS)) return;
  const isSearch = from.id === 'search' && step > 0;
  if (isTyping(from) && !isSearch) return;
  const rows = rowsOf(event.currentTarget);
  const at = rows.findIndex((row) => row.contains(from));
  const first = rows.find((row) => from.contains(row)) ?? (isSearch ? rows[0] : undefined);
  // a button above the lists is none of them
  if (at < 0 && !first) return;
  const next = at < 0 ? first : rows[at + step];
  if (!next || (at < 0 && step < 0)) return;
  event.preventDefault();
  const column = at < 0 ? 0 : controlsIn(rows[at]).indexOf(from);
  const controls = controlsIn(next);
  controls[Math.min(Math.max(column, 0), controls.length - 1)]?.focus();
}

/** Rows in which something can be done; of rows within rows the inner ones. */
function rowsOf(screen: HTMLElement): HTMLElement[] {
  const all = [...screen.querySelectorAll<HTMLElement>('li, tbody tr')];
  return all.filter((row) => controlsIn(row).length > 0 && !row.querySelector('li, tbody tr'));
}

function controlsIn(row: HTMLElement | undefined): HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>(CONTROLS) ?? [])];
}
