/**
 * The `ref` of what has the focus as soon as it is there. A window's own way takes a moment, and the first keys of who is
 * quick would go to what had it before.
 */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
