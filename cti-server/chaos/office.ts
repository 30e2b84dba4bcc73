import { recordAmi } from '../../fixtures/asterisk/ami-recorder.ts';
import type { RunningAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import type { PhoneCall } from '../../fixtures/asterisk/sip-phone/phone-call.ts';
import { type SipPhone, sipPhone } from '../../fixtures/asterisk/sip-phone/sip-phone.ts';
import { until } from '../../fixtures/until.ts';

/** Members of the queue sales. */
const QUEUE_PHONES = ['101', '102', '103'];
/** Takes and places any number of calls at once, as far as nothing is held. */
const SHARED = '106';
/** Who consults, forwards or parks has one call at a time, as people do. */
const PAIRS = [
  ['104', '105'],
  ['107', '108'],
  ['109', '110'],
] as const;

/** The DID of the ring group, and whom it rings beside a phone that is switched off. */
const GROUP = { did: '74950000004', agent: '104' };

/** Two desk phones for one script. */
export interface Pair {
  readonly agent: SipPhone;
  readonly colleague: SipPhone;
  /** The DID that rings both; null where there is none. */
  readonly group: string | null;
}

/** All phones of a mixed run, inside and outside. */
export interface Office {
  readonly shared: SipPhone;
  /** A customer calls a DID. */
  customer(number: string, did: string): Promise<PhoneCall>;
  /** The customer of a script that failed hangs up, so that no other call suffers. */
  dropCustomer(number: string): Promise<void>;
  /** A phone of the queue, but not `not`, is rung for a call from this number; gives both. */
  atQueue(number: string, not?: string): Promise<{ extension: string; call: PhoneCall }>;
  /** One of ours called this number outside; it rings there. */
  outside(number: string): Promise<PhoneCall>;
  /** Null while all are in use. */
  takePair(): Pair | null;
  giveBack(pair: Pair): void;
  /** Sends an action about the newest channel of a phone. */
  act(action: string, extension: string, headers: Record<string, string>): void;
  /** Sends an action about the channel of a customer who called in. */
  actOnCustomer(action: string, number: string, headers: Record<string, string>): void;
  /** The newest channel of a phone. */
  channelOf(extension: string): string;
  /** Where a customer is parked, once they are. */
  parkingPlaceOf(number: string): Promise<string>;
  /** A click-to-call; `local`: through a channel of the PBX itself. */
  originate(extension: string, number: string, options?: { local: boolean }): void;
  /** Resolves when the line to the PBX is closed: it is gone. */
  readonly gone: Promise<unknown>;
  close(): Promise<void>;
}

/** All members of a queue may have other calls. */
const QUEUE_WAIT_MS = 60_000;

/** Registers the phones. The capture of what the PBX said meanwhile is written to `capture`. */
export async function openOffice(pbx: RunningAsterisk, capture: string): Promise<Office> {
  const ami = await recordAmi(pbx, capture);
  const desk = (extension: string) => sipPhone(pbx, { extension });
  const queue = await Promise.all(QUEUE_PHONES.map(desk));
  const shared = await desk(SHARED);
  const pairs: Pair[] = [];
  for (const [one, other] of PAIRS)
    pairs.push({
      agent: await desk(one),
      colleague: await desk(other),
      group: one === GROUP.agent ? GROUP.did : null,
    });
  const phones = [...queue, shared, ...pairs.flatMap(({ agent, colleague }) => [agent, colleague])];
  const world = await sipPhone(pbx, {
    extension: 'world',
    register: false,
    localPort: pbx.ports.carrier,
    anyNumber: true,
  });
  const customers = new Map<string, PhoneCall>();
  let actions = 0;
  const send = (headers: Record<string, string>) => {
    actions += 1;
    ami.send({ ...headers, ActionID: `chaos-${actions}` });
  };

  return {
    gone: ami.closed,
    shared,
    async customer(number, did) {
      const call = await world.call(did, number);
      customers.set(number, call);
      return call;
    },
    async dropCustomer(number) {
      await customers.get(number)?.hangUp();
    },
    async atQueue(number, not) {
      const others = queue.filter(({ extension }) => extension !== not);
      let isFound = false;
      const rings = others.map(async (phone) => ({
        extension: phone.extension,
        // who still waits at another phone must not take what it is rung for next
        call: await phone.incoming(({ from }) => !isFound && from === number, QUEUE_WAIT_MS),
      }));
      for (const ring of rings) ring.catch(() => undefined);
      const first = await Promise.race(rings);
      isFound = true;
      return first;
    },
    outside: (number) => world.incoming(({ to }) => to === number),
    takePair: () => pairs.shift() ?? null,
    giveBack: (pair) => void pairs.push(pair),
    act(action, extension, headers) {
      send({ Action: action, Channel: ami.channelOf(extension) ?? '', ...headers });
    },
    actOnCustomer(action, number, headers) {
      send({ Action: action, Channel: ami.channelOfCaller(number) ?? '', ...headers });
    },
    channelOf: (extension) => ami.channelOf(extension) ?? '',
    parkingPlaceOf: (number) =>
      until(() => ami.parkingPlaceOf(number), { what: `a parking place for ${number}` }),
    originate(extension, number, { local } = { local: false }) {
      send({
        Action: 'Originate',
        Channel: local ? `Local/${extension}@click-to-call` : `PJSIP/${extension}`,
        Context: 'click-to-call',
        Exten: `9${number}`,
        Priority: '1',
        Timeout: '8000',
        CallerID: number,
        Async: 'true',
      });
    },
    async close() {
      await Promise.all(
        [...customers.values()].map((call) => call.hangUp().catch(() => undefined)),
      );
      for (const phone of [...phones, world]) await phone.stop();
      await ami.stop();
    },
  };
}
