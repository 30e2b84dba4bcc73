import { setTimeout as pass } from 'node:timers/promises';
import type { Office } from '../office.ts';
import {
  answered,
  didOf,
  inbound,
  IVR,
  outbound,
  RING_MS,
  type Script,
  TALK_MS,
  unanswered,
} from './kind.ts';

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

/** Calls at the shared phone, which takes and places any number at once. */
export const SIMPLE: Readonly<Record<string, Script>> = {
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
  'outbound, no line': async (office, number) => {
    const { agent, callee } = await out(office, number);
    await callee.refuse(503);
    await agent.over();
    return { ...outbound, answeredAt: null, disposition: 'failed' };
  },
  'a phone that is switched off': async (office, number) => {
    const customer = await office.customer(number, didOf(AWAY));
    await customer.over();
    return { ...inbound, ...unanswered, rang: [], disposition: 'failed' };
  },
};

/** A phone of the sample configuration at which nobody ever signs in. */
const AWAY = '209';
