import { createContext, type ReactNode, useContext } from 'react';
import type { Me, User } from '@perezvon/cti-server/contract';
import type { ApiClient } from '../services/api-client.ts';
import type { PresenceStore } from '../services/presence-store.ts';
import type { UnsavedForms } from './unsaved-forms.ts';

/** What the signed-in page gives to every card and screen. */
export interface Parts {
  readonly api: ApiClient;
  readonly user: User;
  /** Who is where and does what. */
  readonly presence: PresenceStore;
  readonly unsaved: UnsavedForms;
  /** Who is signed in is somebody else from now on: at another extension. */
  readonly setMe: (me: Me) => void;
  /** Whose calls the user sees. */
  readonly reach: Me['reach'];
  /** Calls a number in any written form; what goes wrong is told to the user. */
  readonly dial: (number: string) => Promise<void>;
  /** What can be done with a colleague's phone beside calling it. */
  readonly towards: Towards;
  /** Tells the user that something failed, in words. */
  readonly tellFailure: (error: unknown) => () => void;
  /** Tells the user that something is done. */
  readonly tellDone: (text: string) => void;
}

/** Ways of the own phone to a colleague's, as far as it has them now. */
export interface Towards {
  /** Sends the call that goes on to this number at once; null where none goes on that could be. */
  readonly transfer: ((number: string) => void) | null;
  /** Asks there first; null where there is no call to ask about, or no line to ask on. */
  readonly consult: ((number: string) => void) | null;
  /** What is dialled before an extension that rings to take its call; null where the PBX has no such code. */
  readonly pickup: string | null;
}

/** A phone that can do nothing but call. */
export const CALLS_ALONE: Towards = { transfer: null, consult: null, pickup: null };

const PartsContext = createContext<Parts | null>(null);

/** Hands the parts down. */
export function PartsProvider({ parts, children }: { parts: Parts; children: ReactNode }) {
  return <PartsContext value={parts}>{children}</PartsContext>;
}

/** The parts of the signed-in page. */
export function useParts(): Parts {
  const parts = useContext(PartsContext);
  if (!parts) throw new Error('useParts needs a PartsProvider above it.');
  return parts;
}
