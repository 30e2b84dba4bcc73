import { setTimeout as pass } from 'node:timers/promises';
import type { PhoneCall } from '../../../fixtures/asterisk/sip-phone/phone-call.ts';
import type { CallView } from '../../src/contract/index.ts';
import type { Pair } from '../office.ts';
import {
  answered,
  didOf,
  type Expected,
  inbound,
  outbound,
  type PairCall,
  type PairScript,
  RING_MS,
  TALK_MS,
} from './kind.ts';

/** A customer talks with the first of a pair. */
async function talking({ office, number, pair }: PairCall) {
  const customer = await office.customer(number, didOf(pair.agent.extension));
  const agent = await pair.agent.incoming();
  await answered(agent);
  return { customer, agent };
}

/** The second of the pair takes the call over, and the customer ends it. */
const handedOn =
  (
    type: 'blind' | 'attended',
    ask: (talk: PairCall & { agentCall: PhoneCall }) => Promise<void>,
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

/** Calls of people who consult, forward, park or hold: one at a time at each phone. */
export const WITH_PAIR: Readonly<Record<string, PairScript>> = {
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
  'semi-attended transfer': async (call) => {
    const { customer, agent } = await talking(call);
    const { pair } = call;
    await agent.hold();
    const consultation = await pair.agent.call(pair.colleague.extension);
    const ringing = await pair.colleague.incoming();
    await pass(RING_MS);
    await consultation.hangUp();
    await ringing.over();
    await agent.refer(pair.colleague.extension);
    await atColleague(call);
    await agent.hangUp();
    await customer.hangUp();
    return both(call, 'blind');
  },
  'asked a colleague, and went on': async (call) => {
    const { customer, agent } = await talking(call);
    const { pair } = call;
    await agent.hold();
    const consultation = await pair.agent.call(pair.colleague.extension);
    await atColleague(call);
    await consultation.hangUp();
    await agent.unhold();
    await pass(RING_MS);
    await customer.hangUp();
    return {
      ...inbound,
      disposition: 'answered',
      handledBy: [pair.agent.extension],
      transfers: [],
    };
  },
  'blind transfer to a busy phone': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.refer(call.pair.colleague.extension);
    await (await call.pair.colleague.incoming()).refuse(486);
    await agent.hangUp();
    await customer.over();
    return notTaken(call, 'blind', 'busy');
  },
  'blind transfer that nobody takes': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.refer(call.pair.colleague.extension);
    await call.pair.colleague.incoming();
    await agent.hangUp();
    await customer.over();
    return notTaken(call, 'blind', 'no-answer');
  },
  'attended transfer that comes back': async (call) => {
    const { customer, agent } = await talking(call);
    const { pair } = call;
    await agent.press(`*2${pair.colleague.extension}`);
    await pair.colleague.incoming();
    await pass(RING_MS);
    await agent.hangUp();
    // one time in seven Asterisk hangs up its call back within milliseconds: then nobody rings, and the customer gives up
    await pair.agent
      .incoming()
      .then(answered)
      .catch(() => undefined);
    await customer.hangUp();
    return notTaken(call, 'attended', 'no-answer');
  },
  'redirected by AMI': async (call) => {
    const { customer } = await talking(call);
    const { office, number, pair } = call;
    const to = { Context: 'from-internal', Exten: pair.colleague.extension, Priority: '1' };
    office.actOnCustomer('Redirect', number, to);
    await atColleague(call);
    await customer.hangUp();
    return both(call, 'redirect');
  },
  'transfer to a queue': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.refer('501');
    const { extension, call: next } = await call.office.atQueue(call.number);
    await answered(next);
    await agent.hangUp();
    await customer.hangUp();
    const from = call.pair.agent.extension;
    return {
      ...inbound,
      disposition: 'answered',
      queue: 'sales',
      handledBy: [from, extension],
      transfers: transferred('blind', from, { to: '501', result: 'answered' }),
    };
  },
  'transfer to a number outside': async (call) => {
    const { customer, agent } = await talking(call);
    const to = elsewhere(call.number);
    await agent.refer(`9${to}`);
    await answered(await call.office.outside(to));
    await agent.hangUp();
    await customer.hangUp();
    const from = call.pair.agent.extension;
    return {
      ...inbound,
      disposition: 'answered',
      handledBy: [from],
      transfers: transferred('blind', from, { to, result: 'answered' }),
    };
  },
  'parked, and taken out by a colleague': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.refer('700');
    const place = await call.office.parkingPlaceOf(call.number);
    await agent.hangUp();
    const retrieved = await call.pair.colleague.call(place);
    await retrieved.up();
    await pass(TALK_MS);
    await customer.hangUp();
    return both(call, 'park');
  },
  'picked up by a colleague': async ({ office, number, pair }) => {
    const { agent, colleague } = pair;
    const customer = await office.customer(number, didOf(agent.extension));
    await agent.incoming();
    await pass(RING_MS);
    const picker = await colleague.call(`*8${agent.extension}`);
    await picker.up();
    await pass(TALK_MS);
    await customer.hangUp();
    return {
      ...inbound,
      disposition: 'answered',
      handledBy: [colleague.extension],
      pickedUp: { by: colleague.extension, from: agent.extension },
    };
  },
  conference: async (call) => {
    const { customer, agent } = await talking(call);
    const { office, number, pair } = call;
    const room = `60${pair.agent.extension.slice(-1)}`;
    office.actOnCustomer('Redirect', number, {
      Context: 'from-internal',
      Exten: room,
      Priority: '1',
      ExtraChannel: office.channelOf(pair.agent.extension),
      ExtraContext: 'from-internal',
      ExtraExten: room,
      ExtraPriority: '1',
    });
    await pass(TALK_MS);
    const third = await pair.colleague.call(room);
    await third.up();
    await pass(TALK_MS * 2);
    await Promise.all([customer, agent, third].map((one) => one.hangUp()));
    const members = [pair.agent.extension, pair.colleague.extension];
    return { ...inbound, disposition: 'answered', handledBy: members, conference: { members } };
  },
  'hung up on hold': async (call) => {
    const { customer, agent } = await talking(call);
    await agent.hold();
    await pass(TALK_MS);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', handledBy: [call.pair.agent.extension] };
  },
  'forwarded outside': async ({ office, number, pair }) => {
    const customer = await office.customer(number, didOf(pair.agent.extension));
    const to = elsewhere(number);
    await (await pair.agent.incoming()).refuse(302, `9${to}`);
    await answered(await office.outside(to));
    await customer.hangUp();
    return {
      ...inbound,
      disposition: 'answered',
      answeredBy: [],
      forwarded: [{ from: pair.agent.extension, to }],
    };
  },
  internal: async ({ pair: { agent, colleague } }) => {
    const call = await agent.call(colleague.extension);
    await answered(await colleague.incoming());
    await call.hangUp();
    return {
      ...nameless,
      direction: 'internal',
      from: agent.extension,
      dialled: colleague.extension,
      disposition: 'answered',
      handledBy: [agent.extension, colleague.extension],
    };
  },
  'internal, given up': async ({ pair: { agent, colleague } }) => {
    const call = await agent.call(colleague.extension);
    await colleague.incoming();
    await pass(TALK_MS);
    await call.hangUp();
    return {
      ...nameless,
      direction: 'internal',
      from: agent.extension,
      dialled: colleague.extension,
      disposition: 'cancelled',
      answeredAt: null,
    };
  },
  'number withheld': async ({ office, pair: { agent } }) => {
    const did = didOf(agent.extension);
    const customer = await office.customer('anonymous', did);
    await answered(await agent.incoming());
    await customer.hangUp();
    return {
      ...nameless,
      ...inbound,
      did,
      disposition: 'answered',
      handledBy: [agent.extension],
    };
  },
  'click-to-call that the agent refuses': async ({ office, number, pair }) => {
    office.originate(pair.agent.extension, number);
    await (await pair.agent.incoming()).refuse(603);
    return { ...outbound, disposition: 'failed', answeredAt: null, reason: 'agent-rejected' };
  },
  'click-to-call that the agent does not take': async ({ office, number, pair }) => {
    office.originate(pair.agent.extension, number);
    await (await pair.agent.incoming()).over();
    return { ...outbound, disposition: 'failed', answeredAt: null, reason: 'agent-no-answer' };
  },
  'click-to-call to a busy number': async ({ office, number, pair }) => {
    office.originate(pair.agent.extension, number);
    const agent = await pair.agent.incoming();
    await agent.answer();
    await (await office.outside(number)).refuse(486);
    await agent.over();
    return { ...outbound, disposition: 'busy', answeredAt: null };
  },
  'click-to-call through a local channel': async ({ office, number, pair }) => {
    office.originate(pair.agent.extension, number, { local: true });
    const agent = await pair.agent.incoming();
    await agent.answer();
    await answered(await office.outside(number));
    await agent.hangUp();
    return { ...outbound, disposition: 'answered', handledBy: [pair.agent.extension] };
  },
};

const nameless = { externalNumber: null };

/** Calls of the pair that a DID rings together. */
export const WITH_GROUP: Readonly<Record<string, PairScript>> = {
  'ring group, one phone of it switched off': async ({ office, number, pair }) => {
    const { agent, colleague, group } = pair;
    const customer = await office.customer(number, group ?? '');
    const rings = [agent.incoming(), colleague.incoming()] as const;
    await answered((await Promise.all(rings))[1]);
    await customer.hangUp();
    return {
      ...inbound,
      disposition: 'answered',
      answeredBy: [colleague.extension],
      handledBy: [colleague.extension],
    };
  },
};

/** A second number outside that belongs to a call. */
function elsewhere(number: string): string {
  return `7888${number.slice(4)}`;
}

function transferred(
  type: CallView['transfers'][number]['type'],
  from: string,
  rest: { to: string; result: string },
): CallView['transfers'] {
  return [{ type, from, ...rest }] as CallView['transfers'];
}

/** Both of the pair spoke with the customer, the second after a transfer. */
function both({ pair }: PairCall, type: CallView['transfers'][number]['type']): Expected {
  const [from, to] = [pair.agent.extension, pair.colleague.extension];
  return {
    ...inbound,
    disposition: 'answered',
    handledBy: [from, to],
    transfers: transferred(type, from, { to, result: 'answered' }),
  };
}

/** The first of the pair alone spoke with the customer. */
function notTaken({ pair }: PairCall, type: 'blind' | 'attended', result: string): Expected {
  const [from, to] = [pair.agent.extension, pair.colleague.extension];
  return {
    ...inbound,
    disposition: 'answered',
    handledBy: [from],
    transfers: transferred(type, from, { to, result }),
  };
}
