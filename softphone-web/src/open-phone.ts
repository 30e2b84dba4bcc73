import type { SipAccount, User } from '@perezvon/cti-server/contract';
import { isAlone } from './frame/framed.ts';
import { createDeskPhone } from './phone/desk-phone.ts';
import { createCallKeeper } from './phone/kept-calls.ts';
import type { Phone } from './phone/phone.ts';
import { createTabPhone, type TabChannel, type TabPhone } from './phone/tab-owner.ts';
import type { ApiClient } from './services/api-client.ts';
import { browserClock } from './services/browser-clock.ts';
import { type LiveState, type LiveStore, selectMyRinging } from './services/live-store.ts';
import { sayFarewell } from './services/farewell.ts';
import { pageSurroundings } from './services/surroundings.ts';

/** Whose phone, and what it is made of. */
export interface PhoneChoice extends Pick<User, 'device' | 'extension' | 'pbx'> {
  /** The account of a browser phone; null where something of it is not set. */
  readonly sip: SipAccount | null;
  readonly api: ApiClient;
  readonly live: LiveStore;
  /** The browser refused to play a call's sound before a click. */
  readonly onSoundBlocked: () => void;
  /** Do not disturb. */
  readonly refusesCalls: () => boolean;
}

/** A phone; one that several tabs share can be moved into this tab. */
export type PagePhone = Phone & Partial<Pick<TabPhone, 'takeOver'>>;

/** Opens the user's phone; rejects where the user has none. The code of the browser phone (SIP, WebRTC) is loaded here. */
export async function openPhone(choice: PhoneChoice): Promise<PagePhone> {
  const { device, extension, pbx, sip, api, live, onSoundBlocked, refusesCalls } = choice;
  if (extension === null) throw new Error('The user has no extension.');
  if (device === 'desk') return createDeskPhone({ extension, pbx, live, api, clock: browserClock });
  if (sip === null) throw new Error('The user has no SIP account.');
  const [{ createSipPhone }, { openSipSocket }] = await Promise.all([
    import('./phone/sip-phone.ts'),
    import('./phone/sip-socket.ts'),
  ]);
  const keeper = createCallKeeper({
    extension,
    storage: sessionStorage,
    channel: isAlone ? null : airOf(`perezvon-calls-${extension}`),
    clock: browserClock,
  });
  return createTabPhone({
    extension,
    create: () =>
      createSipPhone({
        account: sip,
        iceServers: sip.stun?.length ? [{ urls: sip.stun }] : [],
        open: openSipSocket,
        clock: browserClock,
        surroundings: pageSurroundings,
        onSoundBlocked,
        refusesCalls,
        keeper,
        sayFarewell,
        ringsHere: () => ringsAt(extension, pbx, live.getState()),
      }),
    // Absent outside a secure context, though the type does not say so.
    locks: isAlone ? undefined : (navigator.locks as LockManager | undefined),
    channel: isAlone ? SILENCE : airOf(`perezvon-phone-${extension}`),
    clock: browserClock,
  });
}

function airOf(name: string): TabChannel {
  return new BroadcastChannel(name) as TabChannel;
}

/** The air between tabs where there are no others to be heard. */
const SILENCE: TabChannel = { postMessage: () => {}, onmessage: null, close: () => {} };

/** Whether a call rings at the extension, as the server sees it; null while it sees nothing. */
function ringsAt(extension: string, pbx: string | null, live: LiveState): boolean | null {
  const seen = live.pbx.some((one) => one.pbx === pbx && one.state === 'up');
  if (live.link.kind !== 'live' || !seen) return null;
  return selectMyRinging(extension)(live).length > 0;
}
