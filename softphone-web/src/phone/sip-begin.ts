import { PhoneRefusal, type PhoneCallState } from './phone.ts';
import type { PhoneStore } from './phone-store.ts';
import type { SipCall } from './sip-call.ts';

/** What beginning a call needs of the phone. */
export interface BeginParts {
  readonly store: Pick<PhoneStore, 'state'>;
  /** The call of a command, in a state that the command fits. */
  readonly live: (id: string, fitting: readonly PhoneCallState[]) => SipCall;
  readonly openMicrophone: () => Promise<MediaStream>;
  readonly isConnected: () => boolean;
}

/** How calls begin while another one is spoken in. */
export interface SipBegin {
  /** Holds the call that is spoken in, but for `id`; gives what it held. */
  readonly holdOthers: (id: string | null) => Promise<string[]>;
  /** Goes back to calls that were held for one that did not come about. */
  readonly resume: (held: readonly string[]) => Promise<void>;
  /**
   * Opens the microphone, holds the call that is spoken in, then begins. `fits` throws where the call
   * may not begin (any more); it is asked again after each wait, in which a caller may give up or
   * another call come in. What did not begin leaves all as it was.
   */
  readonly beginWith: (
    fits: () => void,
    begin: (microphone: MediaStream) => Promise<void>,
    id?: string | null,
  ) => Promise<void>;
}

/** One call is spoken in at a time (P1): whoever begins one lets the other wait. */
export function createSipBegin(parts: BeginParts): SipBegin {
  const { store, live } = parts;

  async function holdOthers(id: string | null): Promise<string[]> {
    const held: string[] = [];
    const talking = store
      .state()
      .calls.filter((call) => call.state === 'talking' && call.id !== id);
    try {
      for (const call of talking) {
        await done(live(call.id, ['talking']).hold(true));
        held.push(call.id);
      }
    } catch (error) {
      await resume(held);
      throw error;
    }
    return held;
  }

  async function resume(held: readonly string[]): Promise<void> {
    for (const id of held) {
      const still = store.state().calls.some((call) => call.id === id && call.state === 'held');
      if (still)
        await live(id, ['held'])
          .hold(false)
          .catch(() => undefined);
    }
  }

  return {
    holdOthers,
    resume,
    async beginWith(fits, begin, id = null) {
      fits();
      if (!parts.isConnected()) throw new PhoneRefusal('not-ready');
      const stream = await parts.openMicrophone();
      let held: readonly string[] = [];
      try {
        fits();
        held = await holdOthers(id);
        fits();
        await done(begin(stream));
      } catch (error) {
        for (const track of stream.getTracks()) track.stop();
        await resume(held);
        throw error;
      }
    },
  };
}

/** Whatever went wrong, as a refusal of the phone. @throws PhoneRefusal */
export async function done<T>(act: Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (cause) {
    throw cause instanceof PhoneRefusal ? cause : new PhoneRefusal('failed', { cause });
  }
}
