import type { Phone, PhoneState } from '../src/phone/phone.ts';
import { type PhoneEvent, phoneReduce, quietPhone } from '../src/phone/reduce.ts';

/** What a test sees of the phone in the page, at `window.scriptedPhone`. */
export interface ScriptedPhone {
  give: (event: PhoneEvent) => void;
  /** Commands given, as `answer:id`, oldest first. */
  readonly commands: string[];
}

/** Stands for `open-phone.ts`: a phone to which the test plays the network. */
export function openPhone(options: Pick<PhoneState, 'device' | 'extension'>): Promise<Phone> {
  let state = quietPhone(options.device, options.extension);
  const listeners = new Set<() => void>();
  const commands: string[] = [];
  const give = (event: PhoneEvent) => {
    state = phoneReduce(state, event);
    for (const listener of listeners) listener();
  };
  const did = (command: string, event?: PhoneEvent) => {
    commands.push(command);
    if (event) give(event);
    return Promise.resolve();
  };
  const at = () => Date.now();
  const phone: Phone = {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      give({ kind: 'microphone', microphone: 'granted' });
      return did('start', { kind: 'registration', registration: { kind: 'ready' } });
    },
    stop: () => did('stop'),
    askMicrophone: () => did('askMicrophone', { kind: 'microphone', microphone: 'granted' }),
    async dial(digits) {
      const id = `out-${digits}`;
      await did(`dial:${digits}`, {
        kind: 'dialled',
        id,
        remoteNumber: digits,
        remoteName: '',
        at: at(),
      });
      return id;
    },
    answer: (id) => did(`answer:${id}`, { kind: 'answered', id, at: at() }),
    reject: (id) => did(`reject:${id}`, { kind: 'ended', id, reason: 'rejected', at: at() }),
    hangUp: (id) => did(`hangUp:${id}`, { kind: 'ended', id, reason: 'hung-up', at: at() }),
    mute: (id, on) => did(`mute:${id}:${on}`, { kind: 'muted', id, on }),
    hold: (id, on) => did(`hold:${id}:${on}`, { kind: 'held', id, on, at: at() }),
    dtmf: (id, tones) => did(`dtmf:${id}:${tones}`),
    transfer: (id, digits) =>
      did(`transfer:${id}:${digits}`, { kind: 'ended', id, reason: 'transferred', at: at() }),
    async consult(asksFor, digits) {
      const id = `out-${digits}`;
      give({ kind: 'held', id: asksFor, on: true, at: at() });
      const party = { remoteNumber: digits, remoteName: '', asksFor };
      await did(`consult:${asksFor}:${digits}`, { kind: 'dialled', id, ...party, at: at() });
      return id;
    },
    connect(id) {
      for (const call of state.calls)
        give({ kind: 'ended', id: call.id, reason: 'transferred', at: at() });
      return did(`connect:${id}`);
    },
    async confer(id) {
      give({ kind: 'held', id, on: false, at: at() });
      for (const call of state.calls) give({ kind: 'joined', id: call.id, on: true });
      return did(`confer:${id}`);
    },
  };
  Object.assign(window, { scriptedPhone: { give, commands } satisfies ScriptedPhone });
  return Promise.resolve(phone);
}
