import { FRAME_HEADER, FRAME_PATH } from '@perezvon/cti-server/contract';
import type { BaseLocationHook } from 'wouter';
import { standInForStorage } from './denied-storage.ts';
import { createHostLink, type HostLink } from './host-link.ts';

/** Whether this is the phone and the card alone, for frames of other pages. */
export const isFramed = location.pathname === FRAME_PATH;

/** The browser keeps nothing for this frame, and lets it see no other tab. */
export const isAlone = isFramed && standInForStorage(window);

/** The page around the frame; null where there is none. */
export const hostLink: HostLink | null =
  isFramed && window.parent !== window ? createHostLink(window) : null;

/** Requests of the page; a sign-in in a frame says that it is one. */
export const send: typeof fetch = (what, how) =>
  fetch(what, isFramed ? { ...how, headers: { ...headersOf(how), [FRAME_HEADER]: '1' } } : how);

function headersOf(how: RequestInit | undefined): Record<string, string> {
  return Object.fromEntries(new Headers(how?.headers));
}

/** In a frame there is one screen; all others open beside it. */
export const useFrameLocation: BaseLocationHook = () => ['/', openBeside];

function openBeside(path: string): void {
  if (path !== '/') window.open(path, '_blank', 'noopener');
}
