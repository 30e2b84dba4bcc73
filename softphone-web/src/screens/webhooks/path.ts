/** Where the server has them. */
export const PATH = '/api/webhooks';
/** Under which their list is kept. */
export const KEY = ['webhooks'];

/** Where the server has one of them. */
export function pathOf({ id }: { readonly id: string }): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
