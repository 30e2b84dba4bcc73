import { setTimeout as pass } from 'node:timers/promises';
import {
  answered,
  inbound,
  IVR,
  RING_MS,
  SALES,
  type Script,
  SERVICE,
  SUPPORT,
  TALK_MS,
  unanswered,
  VOICEMAIL,
} from './kind.ts';

/** For the few phones that the queue has; the voicemail is of one of them. */
export const AT_THE_QUEUE: Readonly<Record<string, Script>> = {
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
  'answered by another when the first does not': async (office, number) => {
    const customer = await office.customer(number, SUPPORT);
    const first = await office.atQueue(number);
    const { extension, call } = await office.atQueue(number, first.extension);
    await answered(call);
    await customer.hangUp();
    return {
      ...inbound,
      disposition: 'answered',
      queue: 'support',
      answeredBy: [extension],
      handledBy: [extension],
    };
  },
  'answered by a member behind a local channel': async (office, number) => {
    const customer = await office.customer(number, SERVICE);
    const { extension, call } = await office.atQueue(number);
    await answered(call);
    await customer.hangUp();
    return { ...inbound, disposition: 'answered', queue: 'service', handledBy: [extension] };
  },
};
