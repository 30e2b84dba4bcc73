import { recordAmi } from '../../fixtures/asterisk/ami-recorder.ts';
import type { RunningAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import type { PhoneCall } from '../../fixtures/asterisk/sip-phone/phone-call.ts';
import { type SipPhone, sipPhone } from '../../fixtures/asterisk/sip-phone/sip-phone.ts';

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

/** Two desk phones for one script. */
export interface Pair {
  readonly agent: SipPhone;
  readonly colleague: SipPhone;
}

/** All phones of a mixed run, inside and outside. */
export interface Office {
  readonly shared: SipPhone;
  /** A customer calls a DID. */
  customer(number: string, did: string): Promise<PhoneCall>;
  /** The customer of a script that failed hangs up, so that no other call suffers. */
  dropCustomer(number: string): Promise<void>;
  /** A phone of the queue takes a call from this number; gives both. */
  atQueue(number: string): Promise<{ extension: string; call: PhoneCall }>;
  /** One of ours called this number outside; it rings there. */
  outside(number: string): Promise<PhoneCall>;
  /** Null while all are in use. */
  takePair(): Pair | null;
  giveBack(pair: Pair): void;
  /** Sends an action about the newest channel of a phone. */
  act(action: string, extension: string, headers: Record<string, string>): void;
  originate(extension: string, number: string): void;
  close(): Promise<void>;
}

/** Registers the phones. The capture of what the PBX said meanwhile is written to `capture`. */
export async function openOffice(pbx: RunningAsterisk, capture: string): Promise<Office> {
  const ami = await recordAmi(pbx, capture);
  const desk = (extension: string) => sipPhone(pbx, { extension });
  const queue = await Promise.all(QUEUE_PHONES.map(desk));
  const shared = await desk(SHARED);
  const pairs: Pair[] = [];
  for (const [one, other] of PAIRS)
    pairs.push({ agent: await desk(one), colleague: await desk(other) });
  const phones = [...queue, shared, ...pairs.flatMap((pair) => Object.values(pair))];
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
    shared,
    async customer(number, did) {
      const call = await world.call(did, number);
      customers.set(number, call);
      return call;
    },
    async dropCustomer(number) {
      await customers.get(number)?.hangUp();
    },
    async atQueue(number) {
      const rings = queue.map(async (phone) => ({
        extension: phone.extension,
        call: await phone.incoming(({ from }) => from === number),
      }));
      // the phones that do not take it are rung no longer
      for (const ring of rings) ring.catch(() => undefined);
      return Promise.race(rings);
    },
    outside: (number) => world.incoming(({ to }) => to === number),
    takePair: () => pairs.shift() ?? null,
    giveBack: (pair) => void pairs.push(pair),
    act(action, extension, headers) {
      send({ Action: action, Channel: ami.channelOf(extension) ?? '', ...headers });
    },
    originate(extension, number) {
      send({
        Action: 'Originate',
        Channel: `PJSIP/${extension}`,
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
      ami.stop();
    },
  };
}
