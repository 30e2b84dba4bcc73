import { setTimeout as pass } from 'node:timers/promises';
import type { PhoneCall } from '../../fixtures/asterisk/sip-phone/phone-call.ts';
import type { CallView } from '../src/contract/index.ts';
import type { LedgerLine } from './ledger.ts';
import type { Office, Pair } from './office.ts';

type Expected = Partial<CallView>;
/** Makes a call with this number outside; resolves when it is over, with what must be in the log. */
type Script = (office: Office, number: string) => Promise<Expected>;
type PairScript = (call: {
  readonly office: Office;
  readonly number: string;
  readonly pair: Pair;
}) => Promise<Expected>;

const RING_MS = 500;
const TALK_MS = 1_200;
/** DIDs of the sample dialplan. */
export const SALES = '74950000001';
export const IVR = '74950000005';
const VOICEMAIL = '74950000007';
/** The DID of one phone. */
export const didOf = (extension: string) => `74950000${extension}`;
const inbound = { direction: 'inbound' } as const;
const outbound = { direction: 'outbound' } as const;
const unanswered = { answeredAt: null, handledBy: [] as string[] };

async function answered(call: PhoneCall): Promise<void> {
  await pass(RING_MS);
  await call.answer();
  await pass(TALK_MS);
}

/** A customer calls the shared phone, which rings. */
export async function direct(office: Office, number: string) {
  const customer = await office.customer(number, didOf(office.shared.extension));
  const agent = await office.shared.incoming(({ from }) => from === number);
  return { customer, agent };
}

/** The shared phone calls a number outside, which rings there. */
export async function out(office: Office, number: string) {
  const agent = await office.shared.call(`9${number}`);
  const callee = await office.outside(number);
  return { agent, callee };
}

const SIMPLE: Readonly<Record<string, Script>> = {
  'answered, the customer ends it': async (office, number) => {
    const { customer, agent } = await direct(office, number);
    await answered(agent);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', handledBy: [office.shared.extension] };
  },
  'answered, the agent ends it': async (office, number) => {
    const { customer, agent } = await direct(office, number);
    await answered(agent);
    await agent.hangUp();
    await customer.over();
    return { ...inbound, disposition: 'answered', handledBy: [office.shared.extension] };
  },
  'abandoned while it rings': async (office, number) => {
    const { customer } = await direct(office, number);
    await pass(TALK_MS);
    await customer.hangUp();
    return { ...inbound, ...unanswered, disposition: 'abandoned' };
  },
  busy: async (office, number) => {
    const { customer, agent } = await direct(office, number);
    await agent.refuse(486);
    await customer.over();
    return { ...inbound, ...unanswered, disposition: 'busy' };
  },
  rejected: async (office, number) => {
    const { customer, agent } = await direct(office, number);
    await pass(RING_MS);
    await agent.refuse(603);
    await customer.over();
    return { ...inbound, ...unanswered, disposition: 'busy' };
  },
  'rings out': async (office, number) => {
    const { customer } = await direct(office, number);
    await customer.over();
    return { ...inbound, ...unanswered, disposition: 'no-answer' };
  },
  'given up in the IVR': async (office, number) => {
    const customer = await office.customer(number, IVR);
    await customer.up();
    await pass(TALK_MS);
    await customer.hangUp();
    return { ...inbound, ...unanswered, disposition: 'abandoned' };
  },
  'outbound, answered': async (office, number) => {
    const { agent, callee } = await out(office, number);
    await answered(callee);
    await agent.hangUp();
    return { ...outbound, disposition: 'answered', handledBy: [office.shared.extension] };
  },
  'outbound, busy': async (office, number) => {
    const { agent, callee } = await out(office, number);
    await callee.refuse(486);
    await agent.over();
    return { ...outbound, answeredAt: null, disposition: 'busy' };
  },
  'outbound, no such number': async (office, number) => {
    const { agent, callee } = await out(office, number);
    await callee.refuse(404);
    await agent.over();
    return { ...outbound, answeredAt: null, disposition: 'failed' };
  },
  'outbound, given up': async (office, number) => {
    const { agent } = await out(office, number);
    await pass(TALK_MS);
    await agent.hangUp();
    return { ...outbound, answeredAt: null, disposition: 'cancelled' };
  },
};

/** For the few phones that the queue has; the voicemail is of one of them. */
const AT_THE_QUEUE: Readonly<Record<string, Script>> = {
  'by the IVR to a queue': async (office, number) => {
    const customer = await office.customer(number, IVR);
    await customer.up();
    await pass(RING_MS);
    await customer.press('1');
    const { extension, call } = await office.atQueue(number);
    await answered(call);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', queue: 'sales', handledBy: [extension] };
  },
  'answered by the queue': async (office, number) => {
    const customer = await office.customer(number, SALES);
    const { extension, call } = await office.atQueue(number);
    await answered(call);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', queue: 'sales', handledBy: [extension] };
  },
  'abandoned in the queue': async (office, number) => {
    const customer = await office.customer(number, SALES);
    await office.atQueue(number);
    await pass(TALK_MS);
    await customer.hangUp();
    return { ...inbound, ...unanswered, disposition: 'abandoned', queue: 'sales' };
  },
  voicemail: async (office, number) => {
    const customer = await office.customer(number, VOICEMAIL);
    await customer.up();
    await pass(TALK_MS);
    await customer.hangUp();
    return { ...inbound, ...unanswered, disposition: 'voicemail' };
  },
};

/** A customer talks with the first of a pair. */
async function talking({ office, number, pair }: Parameters<PairScript>[0]) {
  const customer = await office.customer(number, didOf(pair.agent.extension));
  const agent = await pair.agent.incoming();
  await answered(agent);
  return { customer, agent };
}

/** The second of the pair takes the call over, and the customer ends it. */
const handedOn =
  (
    type: 'blind' | 'attended',
    ask: (talk: Parameters<PairScript>[0] & { agentCall: PhoneCall }) => Promise<void>,
  ): PairScript =>
  async (call) => {
    const { customer, agent } = await talking(call);
    await ask({ ...call, agentCall: agent });
    await agent.hangUp();
    await pass(TALK_MS);
    await customer.hangUp();
    const [from, to] = [call.pair.agent.extension, call.pair.colleague.extension];
    return {
      ...inbound,
      disposition: 'answered',
      handledBy: [from, to],
      transfers: [{ type, from, to, result: 'answered' }] as CallView['transfers'],
    };
  };

const atColleague = async ({ pair }: { pair: Pair }) => answered(await pair.colleague.incoming());

const WITH_PAIR: Readonly<Record<string, PairScript>> = {
  'held and taken back': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.hold();
    await pass(TALK_MS);
    await agent.unhold();
    await pass(RING_MS);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', handledBy: [call.pair.agent.extension] };
  },
  'blind transfer by REFER': handedOn('blind', async (talk) => {
    await talk.agentCall.refer(talk.pair.colleague.extension);
    await atColleague(talk);
  }),
  'blind transfer by feature code': handedOn('blind', async (talk) => {
    await talk.agentCall.press(`#1${talk.pair.colleague.extension}`);
    await atColleague(talk);
  }),
  'blind transfer by AMI': handedOn('blind', async (talk) => {
    const { office, pair } = talk;
    const to = { Context: 'from-internal', Exten: pair.colleague.extension };
    office.act('BlindTransfer', pair.agent.extension, to);
    await atColleague(talk);
  }),
  'attended transfer by REFER': handedOn('attended', async (talk) => {
    const { agent, colleague } = talk.pair;
    await talk.agentCall.hold();
    const consultation = await agent.call(colleague.extension);
    await atColleague(talk);
    await talk.agentCall.referTo(consultation);
    await talk.agentCall.hangUp();
    await consultation.over();
  }),
  'attended transfer by feature code': handedOn('attended', async (talk) => {
    await talk.agentCall.press(`*2${talk.pair.colleague.extension}`);
    await atColleague(talk);
  }),
  'attended transfer by AMI': handedOn('attended', async (talk) => {
    const { office, pair } = talk;
    const to = { Context: 'from-internal', Exten: pair.colleague.extension };
    office.act('Atxfer', pair.agent.extension, to);
    await atColleague(talk);
  }),
  'forwarded to a colleague': async ({ office, number, pair }) => {
    const customer = await office.customer(number, didOf(pair.agent.extension));
    await (await pair.agent.incoming()).refuse(302, pair.colleague.extension);
    await answered(await pair.colleague.incoming());
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', handledBy: [pair.colleague.extension] };
  },
  'parked, and given up there': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.refer('700');
    await pass(RING_MS);
    await agent.hangUp();
    await pass(TALK_MS);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', handledBy: [call.pair.agent.extension] };
  },
  'click-to-call': async ({ office, number, pair }) => {
    office.originate(pair.agent.extension, number);
    const agent = await pair.agent.incoming();
    await pass(RING_MS);
    await agent.answer();
    await answered(await office.outside(number));
    await agent.hangUp();
    return { ...outbound, disposition: 'answered', handledBy: [pair.agent.extension] };
  },
};

/** What came of making calls. */
export interface Made {
  readonly ledger: readonly LedgerLine[];
  /** Calls whose script did not come to its end: the rig's own failures. */
  readonly broken: readonly string[];
}

/**
 * Makes `count` calls of all kinds, `perSecond` begun each second, each with a number outside of its own;
 * resolves when all are over. Every third call takes a pair of phones while one is free, every tenth a phone
 * of the queue.
 */
export async function makeCalls(
  office: Office,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<Made> {
  const ledger: LedgerLine[] = [];
  const broken: string[] = [];
  const going = new Set<Promise<void>>();
  const began = performance.now();
  const [simple, rare] = [inTurn(SIMPLE), inTurn(AT_THE_QUEUE)];
  const withPair = inTurn(WITH_PAIR);

  function begin(number: string, kind: string, script: Promise<Expected>): void {
    const startedAt = Date.now();
    const call = script.then(
      (expected) => void ledger.push({ number, kind, expected, startedAt, endedAt: Date.now() }),
      (error: unknown) => {
        broken.push(`${number} (${kind}): ${String(error)}`);
        return office.dropCustomer(number).catch(() => undefined);
      },
    );
    going.add(call);
    void call.then(() => going.delete(call));
  }

  for (let n = 0; n < count; n += 1) {
    const wait = began + (n * 1_000) / perSecond - performance.now();
    if (wait > 0) await pass(wait);
    const number = `7999${String(n).padStart(7, '0')}`;
    const pair = n % 3 === 0 ? office.takePair() : null;
    if (pair) {
      const [kind, script] = withPair();
      begin(
        number,
        kind,
        script({ office, number, pair }).finally(() => office.giveBack(pair)),
      );
    } else {
      const [kind, script] = n % 10 === 1 ? rare() : simple();
      begin(number, kind, script(office, number));
    }
  }
  await Promise.all(going);
  return { ledger, broken };
}

function inTurn<T>(all: Readonly<Record<string, T>>): () => [string, T] {
  const entries = Object.entries(all);
  let next = 0;
  return () => {
    const entry = entries[next % entries.length] as [string, T];
    next += 1;
    return entry;
  };
}
