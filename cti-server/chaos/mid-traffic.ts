import type { PhoneCall } from '../../fixtures/asterisk/sip-phone/phone-call.ts';
import { until } from '../../fixtures/until.ts';
import type { CallView } from '../src/contract/index.ts';
import { didOf, IVR, SALES } from './kinds/kind.ts';
import { direct, out } from './kinds/simple.ts';
import type { Office } from './office.ts';
import type { RowOptions } from './row.ts';
import { onStage } from './stage.ts';
import { startSupervised, type SupervisedServer } from './supervised-server.ts';

/** Shown right so soon after the server is connected, ms. */
const WITHIN_MS = 2_000;
/** Records are looked at every 20 s when they are 15 s old. */
const FILLED_IN_MS = 40_000;

/** A call that goes on when the server starts. */
interface Going {
  readonly number: string;
  readonly state: CallView['state'];
  readonly calls: readonly PhoneCall[];
}

/**
 * A06 The server starts while 30 calls ring, are up, held, in the IVR or in the queue: all are shown right
 * within 2 s. When they are over, each is in the log once, also after the records were read.
 */
export async function midTraffic(options: RowOptions): Promise<boolean> {
  return onStage(options, async ({ dir, pbx, office }) => {
    const going = await begin(office);
    const began = performance.now();
    const server = await startSupervised(dir, pbx);
    const up = performance.now();
    try {
      let wrong: string[] = [];
      await until(async () => (wrong = wrongNow(going, await server.calls())).length === 0, {
        what: 'all calls to be shown right',
        timeoutMs: WITHIN_MS,
      }).catch(() => undefined);
      const right = performance.now();
      for (const { calls } of going) for (const call of calls) await call.hangUp();
      const open = await allEnded(server);
      await new Promise((resolve) => setTimeout(resolve, FILLED_IN_MS));
      const log = await server.calls();
      const twice = log.length - new Set(log.map(({ externalNumber }) => externalNumber)).size;
      console.log(
        `A06 on Asterisk ${options.version}: ${going.length} calls, the server works ${Math.round(up - began)} ms after its start, ` +
          `${going.length - wrong.length} shown right ${Math.round(right - up)} ms later; then ${log.length} in the log, ${twice} twice, ${open} open`,
      );
      for (const line of wrong) console.log(`    ${line}`);
      return wrong.length === 0 && log.length === going.length && twice === 0 && open === 0;
    } finally {
      await server.stop();
    }
  });
}

async function begin(office: Office): Promise<Going[]> {
  const going: Going[] = [];
  const numbers = Array.from({ length: 30 }, (_, n) => `7999${String(n).padStart(7, '0')}`);
  const next = () => numbers.shift() ?? '';
  for (let n = 0; n < 18; n += 1) {
    const number = next();
    const { customer, agent } = await direct(office, number);
    if (n < 10) await agent.answer();
    going.push({ number, state: n < 10 ? 'talking' : 'ringing', calls: [customer] });
  }
  for (let n = 0; n < 3; n += 1) {
    const number = next();
    const pair = office.takePair();
    if (!pair) throw new Error('Too few phones');
    const customer = await office.customer(number, didOf(pair.agent.extension));
    const agent = await pair.agent.incoming();
    await agent.answer();
    await agent.hold();
    going.push({ number, state: 'held', calls: [customer] });
  }
  for (let n = 0; n < 5; n += 1) {
    const number = next();
    const customer = await office.customer(number, IVR);
    await customer.up();
    going.push({ number, state: 'waiting', calls: [customer] });
  }
  for (let n = 0; n < 2; n += 1) {
    const number = next();
    const { agent } = await out(office, number);
    going.push({ number, state: 'ringing', calls: [agent] });
  }
  for (let n = 0; n < 2; n += 1) {
    const number = next();
    const customer = await office.customer(number, SALES);
    const { call } = await office.atQueue(number);
    if (n === 0) await call.answer();
    going.push({ number, state: n === 0 ? 'talking' : 'ringing', calls: [customer] });
  }
  return going;
}

function wrongNow(going: readonly Going[], calls: readonly CallView[]): string[] {
  return going.flatMap(({ number, state }) => {
    const found = calls.filter(({ externalNumber }) => externalNumber === number);
    // a hold of before the start is told by nobody
    const isRight = (call: CallView) =>
      call.state === state || (state === 'held' && call.state === 'talking');
    return found.length === 1 && found.every(isRight)
      ? []
      : [`${number} is ${found.map((call) => call.state).join(' ') || 'not there'}, not ${state}`];
  });
}

/** How many are still open when all should be over. */
async function allEnded(server: SupervisedServer): Promise<number> {
  const open = async () => (await server.calls()).filter(({ state }) => state !== 'ended').length;
  await until(async () => (await open()) === 0, {
    what: 'all calls to be over',
    timeoutMs: 10_000,
  }).catch(() => undefined);
  return open();
}
