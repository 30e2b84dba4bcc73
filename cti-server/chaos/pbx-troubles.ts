import { until } from '../../fixtures/until.ts';
import type { RunningAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import type { PhoneCall } from '../../fixtures/asterisk/sip-phone/phone-call.ts';
import { direct } from './kinds/simple.ts';
import type { Office } from './office.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { startSupervised, type SupervisedServer } from './supervised-server.ts';

const CALLS = 20;
/** No call may be open so long after the PBX is back, ms. */
const CLOSED_WITHIN_MS = 30_000;

interface Trouble {
  readonly name: string;
  /** Whether the PBX's calls live through it. */
  readonly callsGoOn: boolean;
  readonly make: (pbx: RunningAsterisk) => Promise<unknown>;
}

const TROUBLES: readonly Trouble[] = [
  ...['core reload', 'manager reload', 'module reload'].map((name) => ({
    name,
    callsGoOn: true,
    make: (pbx: RunningAsterisk) => pbx.cli(name),
  })),
  {
    name: 'core restart now',
    callsGoOn: false,
    // the console goes down with the PBX
    make: (pbx) => pbx.restart(),
  },
  {
    name: 'kill -9',
    callsGoOn: false,
    async make(pbx) {
      await pbx.kill();
      await pbx.start();
    },
  },
];

/**
 * A11 The PBX is reloaded, restarted, or dies with 20 calls up: calls that live go on and end as they do,
 * calls that are gone are closed within 30 s of the line's return, and nothing is merged.
 */
export async function pbxTroubles(options: RowOptions): Promise<boolean> {
  return onStage(options, async ({ dir, pbx, office }) => {
    const server = await startSupervised(dir, pbx);
    let met = true;
    let serial = 0;
    try {
      for (const { name, callsGoOn, make } of TROUBLES) {
        const numbers = Array.from({ length: CALLS }, () => {
          serial += 1;
          return `7999${String(serial).padStart(7, '0')}`;
        });
        const customers = await talk(office, numbers);
        await make(pbx);
        await server.works();
        const lived = callsGoOn ? await open(server, numbers) : CALLS;
        for (const customer of customers) await customer.hangUp().catch(() => undefined);
        const began = performance.now();
        await until(async () => (await open(server, numbers)) === 0, {
          what: 'all calls to be closed',
          timeoutMs: CLOSED_WITHIN_MS,
        }).catch(() => undefined);
        const log = (await server.calls()).filter((call) =>
          numbers.includes(call.externalNumber ?? ''),
        );
        const stuck = await open(server, numbers);
        const right = log.filter(({ disposition }) => disposition === 'answered').length;
        console.log(
          `A11 on Asterisk ${options.version}, ${name}: ${lived} of ${CALLS} lived on as they should, ${log.length} in the log, ` +
            `${right} answered, ${stuck} open after ${Math.round(performance.now() - began)} ms; ${[...new Set(log.map(({ reason }) => reason))].join(' ')}`,
        );
        met &&= lived === CALLS && log.length === CALLS && right === CALLS && stuck === 0;
      }
    } finally {
      await server.stop();
    }
    return met;
  });
}

async function talk(office: Office, numbers: readonly string[]): Promise<PhoneCall[]> {
  const customers: PhoneCall[] = [];
  for (const number of numbers) {
    const { customer, agent } = await direct(office, number);
    await agent.answer();
    customers.push(customer);
  }
  return customers;
}

async function open(server: SupervisedServer, numbers: readonly string[]): Promise<number> {
  const log = await server.calls();
  return log.filter(
    ({ state, externalNumber }) => state !== 'ended' && numbers.includes(externalNumber ?? ''),
  ).length;
}
