import { browserClock } from '../services/browser-clock.ts';
import { callIn, otherCall, type Phone, PhoneRefusal, type RefusalCode } from './phone.ts';
import { createPhoneStore } from './phone-store.ts';
import type { PhoneEvent } from './reduce.ts';

/** A phone in the hand of a test or a story: it does what it is told, and whatever `tell` says happens. */
export interface FakePhone extends Phone {
  readonly tell: (event: PhoneEvent) => void;
  /** A call comes in; gives its id. */
  readonly ring: (number: string, name?: string) => string;
  /** The next command is refused with this code. */
  readonly refuseNext: (code: RefusalCode) => void;
  /** Commands as they came, such as `answer call-1` or `dial 101`. */
  readonly commands: readonly string[];
}

/** A fake phone, ready and with a microphone. */
export function createFakePhone(
  options: { extension?: string; now?: () => number } = {},
): FakePhone {
  const clock = { ...browserClock, now: options.now ?? browserClock.now };
  const store = createPhoneStore('browser', options.extension ?? '201', clock);
  const { state, tell } = store;
  const commands: string[] = [];
  let refusal: RefusalCode | null = null;
  let serial = 0;
  tell({ kind: 'registration', registration: { kind: 'ready' } });
  tell({ kind: 'microphone', microphone: 'granted' });

  async function carryOut(command: string, ...events: PhoneEvent[]): Promise<void> {
    commands.push(command);
    const code = refusal;
    refusal = null;
    if (code) throw new PhoneRefusal(code);
    for (const event of events) tell(event);
  }

  async function end(command: string, id: string, reason: 'hung-up' | 'rejected'): Promise<void> {
    callIn(state(), id, ['ringing', 'dialling', 'talking', 'held']);
    await carryOut(`${command} ${id}`, { kind: 'ended', id, reason, at: clock.now() });
  }

  return {
    state,
    subscribe: store.subscribe,
    tell,
    commands,
    ring(remoteNumber, remoteName = '') {
      const id = `call-${++serial}`;
      tell({ kind: 'invited', id, remoteNumber, remoteName, at: clock.now() });
      return id;
    },
    refuseNext(code) {
      refusal = code;
    },
    start: () => carryOut('start', { kind: 'registration', registration: { kind: 'ready' } }),
    stop: () => carryOut('stop', { kind: 'registration', registration: { kind: 'off' } }),
    askMicrophone: () => carryOut('askMicrophone', { kind: 'microphone', microphone: 'granted' }),
    async dial(digits) {
      const id = `call-${++serial}`;
      const party = { remoteNumber: digits, remoteName: '' };
      await carryOut(`dial ${digits}`, { kind: 'dialled', id, ...party, at: clock.now() });
      return id;
    },
    async answer(id) {
      callIn(state(), id, ['ringing']);
      await carryOut(`answer ${id}`, { kind: 'answered', id, at: clock.now() });
    },
    reject: (id) => end('reject', id, 'rejected'),
    hangUp: (id) => end('hangUp', id, 'hung-up'),
    mute: (id, on) => carryOut(`mute ${id} ${on}`, { kind: 'muted', id, on }),
    hold: (id, on) => carryOut(`hold ${id} ${on}`, { kind: 'held', id, on, at: clock.now() }),
    async dtmf(id, tones) {
      callIn(state(), id, ['talking']);
      await carryOut(`dtmf ${id} ${tones}`);
    },
    async transfer(id, digits) {
      callIn(state(), id, ['talking', 'held']);
      const at = clock.now();
      await carryOut(`transfer ${id} ${digits}`, { kind: 'ended', id, reason: 'transferred', at });
    },
    async consult(asksFor, digits) {
      const id = `call-${++serial}`;
      const at = clock.now();
      const party = { remoteNumber: digits, remoteName: '' };
      await carryOut(
        `consult ${asksFor} ${digits}`,
        { kind: 'held', id: asksFor, on: true, at },
        { kind: 'dialled', id, asksFor, ...party, at },
      );
      return id;
    },
    async connect(id) {
      const at = clock.now();
      const other = otherCall(state(), id);
      const both = [id, ...(other ? [other.id] : [])];
      const reason = 'transferred';
      await carryOut(
        `connect ${id}`,
        ...both.map((one) => ({ kind: 'ended', id: one, reason, at }) as const),
      );
    },
    async confer(id) {
      const other = otherCall(state(), id);
      await carryOut(
        `confer ${id}`,
        { kind: 'held', id, on: false, at: clock.now() },
        ...[id, ...(other ? [other.id] : [])].map(
          (one) => ({ kind: 'joined', id: one, on: true }) as const,
        ),
      );
    },
  };
}
