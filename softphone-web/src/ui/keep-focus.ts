/** Rows of lists: what was done in one is done in the next by the same key. */
const ROWS = 'li, tbody tr';
/** What may take the focus in place of something within it: a screen reader says what it is. */
const PLACES = '[role="dialog"], form[aria-label], section[aria-label]';
const CONTROLS = 'a[href], button:not(:disabled)';

/** Where the focus was, so that what is nearest is found when it is gone. */
interface Trail {
  readonly element: HTMLElement;
  /** The row that it was in, and those beside it, the next one first. */
  readonly rows: readonly HTMLElement[];
  readonly column: number;
  /** The places around it, the nearest first. */
  readonly places: readonly HTMLElement[];
}

/**
 * Keeps the focus in the page: when what has it goes, it moves to the same column of the row that is left or comes next, else to
 * the place around it, else where `elsewhere` puts it, as soon as it can; a button that can't be pressed for a moment has it again afterwards. Else
 * the keyboard begins at the top of the page again, and a screen reader falls silent. Ends with what it gives.
 */
export function keepFocus(elsewhere: () => boolean): () => void {
  let trail: Trail | null = null;
  const came = ({ target }: FocusEvent) => {
    trail = target instanceof HTMLElement ? trailOf(target) : null;
  };
  const left = ({ target }: FocusEvent) => {
    // whoever clicks beside it, or goes to another window, wants it nowhere; what is gone is known a moment later
    queueMicrotask(() => {
      if (trail?.element === target && canHave(trail.element)) trail = null;
    });
  };
  const changed = () => {
    if (!trail || document.activeElement !== document.body) return;
    const { element } = trail;
    if (canHave(element)) return element.focus({ preventScroll: true });
    // its answer is still to come
    if (element.isConnected) return;
    const next = nearest(trail);
    if (next) focusOn(next);
    else if (!elsewhere()) return;
    trail = null;
  };
  const changes = new MutationObserver(changed);
  changes.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
  document.addEventListener('focusin', came);
  document.addEventListener('focusout', left);
  return () => {
    changes.disconnect();
    document.removeEventListener('focusin', came);
    document.removeEventListener('focusout', left);
  };
}

/** Puts the focus on something that no Tab leads to, and leaves the page where it is. */
export function focusOn(element: HTMLElement): void {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

function canHave(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(':disabled');
}

function trailOf(element: HTMLElement): Trail {
  const row = element.closest<HTMLElement>(ROWS);
  const beside = [row, row?.nextElementSibling, row?.previousElementSibling];
  return {
    element,
    rows: beside.filter((one) => one instanceof HTMLElement),
    column: row ? controlsIn(row).indexOf(element) : -1,
    places: placesAround(element),
  };
}

function placesAround(element: HTMLElement): HTMLElement[] {
  const place = element.parentElement?.closest<HTMLElement>(PLACES);
  return place ? [place, ...placesAround(place)] : [];
}

function nearest({ rows, column, places }: Trail): HTMLElement | undefined {
  for (const row of rows.filter(({ isConnected }) => isConnected)) {
    const controls = controlsIn(row);
    const control = controls[Math.min(Math.max(column, 0), controls.length - 1)];
    if (control) return control;
  }
  return places.find(({ isConnected }) => isConnected);
}

function controlsIn(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(CONTROLS)];
}
