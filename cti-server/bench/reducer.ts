import { connect } from 'node:net';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { until } from '../../fixtures/until.ts';
import { createCallTracker } from '../src/calls/tracker.ts';
import { createAmiStream } from '../src/pbx/asterisk-ami/ami-stream.ts';
import { isWantedEvent, translate } from '../src/pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../src/pbx/event.ts';
import { callStream } from './ami-stream-of-calls.ts';
import { note, tell } from './figure.ts';

const RECORDINGS = ['in-direct-answered-22', 'in-queue-answered-22', 'out-answered-22'];
const BATCH = 100_000;
const MILLION = 1_000_000;
const MILLIONS = 10;
const TARGET = 30;

/**
 * The call model against what a PBX can say: events a second that the reducer takes, against those that
 * Asterisk sends at its highest call rate on this machine, in the same run. Then ten million events: what
 * has ended must not stay in memory.
 */
export async function reducer(): Promise<void> {
  const asterisk = await startAsterisk({ version: 22, portOffset: 4_000 });
  const said = await highestRate(asterisk).finally(() => asterisk.stop());
  const { events, ami } = batchOfCalls();
  const tracker = createCallTracker({
    pbx: 'p',
    numbering: {
      outsidePrefix: '9',
      isExtension: (digits) => /^\d{2,6}$/.test(digits),
      toE164: () => null,
    },
  });
  let later = 0;
  let told = 0;
  /** The same calls once more, later: told at the same time again they would be nothing new (L2). */
  const round = () => {
    for (const event of events) told += tracker.apply({ ...event, at: event.at + later }).length;
    later += BATCH;
  };
  const rss = () => {
    globalThis.gc?.();
    return process.memoryUsage().rss / 1_048_576;
  };
  const rounds = Math.ceil(MILLION / events.length);
  const million = () => {
    const began = performance.now();
    for (let n = 0; n < rounds; n += 1) round();
    return { seconds: (performance.now() - began) / 1_000, rss: rss() };
  };
  // the first ones take the room that V8 gives itself, and compile
  const [, , before = 0] = [million(), million(), million()].map((one) => one.rss);
  const measured = Array.from({ length: MILLIONS }, million);
  const seconds = measured.reduce((sum, one) => sum + one.seconds, 0);
  const total = rounds * MILLIONS;
  const changes = told / (rounds * (MILLIONS + 3));
  note(`${Math.round(changes)} changes of calls were told in each batch`);
  if (changes < events.length / 20) throw new Error('The reducer took the events for told before.');
  const after = measured.at(-1)?.rss ?? 0;
  const open = tracker.open(0).length;
  const perSecond = (total * ami) / seconds;
  tell({
    what: 'Asterisk’s highest rate against the reducer’s',
    value: (said * TARGET) / perSecond,
    most: 1,
    unit: `of 1/${TARGET}`,
    of: `reducer ${thousands(perSecond)} AMI events/s (${thousands((total * events.length) / seconds)} of the model’s own), Asterisk ${thousands(said)}/s: ${(perSecond / said).toFixed(0)} ×`,
  });
  tell({
    what: `memory over ${thousands(total * events.length)} events`,
    value: Math.max(0, after - before),
    most: 10,
    unit: 'MB',
    of: `RSS ${before.toFixed(0)} → ${after.toFixed(0)} MB, ${open} calls open`,
  });
}

const thousands = (n: number) => `${Math.round(n / 1_000)}k`;

/** Events of calls that are all over at its end, and how many AMI events they were. */
function batchOfCalls(): { events: PbxEvent[]; ami: number } {
  const events: PbxEvent[] = [];
  let at = 0;
  const settings = { pbx: 'p', extensions: /^\d{2,6}$/, trunks: null };
  const stream = createAmiStream({
    wanted: isWantedEvent,
    onEvent: (event) => events.push(...translate({ ...event, at }, settings)),
  });
  stream.push(Buffer.from('Asterisk Call Manager/11.0.0\r\n'), 0);
  let ami = 0;
  for (const text of callStream({ recordings: RECORDINGS, lanes: 20, callers: ['79160000001'] })) {
    at += 1;
    ami += 1;
    stream.push(Buffer.from(text), at);
    if (ami === BATCH) break;
  }
  // those that are cut off in their middle end, too
  events.push({ kind: 'restarted', pbx: 'p', at });
  note(`a batch is ${ami} AMI events, ${events.length} of them (or made of them) reach the model`);
  return { events, ami };
}

/** Events a second that Asterisk sends while it takes as many calls as it can. */
async function highestRate(pbx: RunningAsterisk): Promise<number> {
  const socket = connect(pbx.ports.ami, pbx.host);
  let heard = 0;
  let tail = '';
  let booted = false;
  socket.on('data', (chunk) => {
    const messages = (tail + chunk.toString('latin1')).split('\r\n\r\n');
    tail = messages.pop() ?? '';
    for (const message of messages) {
      if (message.startsWith('Event: ')) heard += 1;
      if (message.includes('FullyBooted')) booted = true;
    }
  });
  const send = (...lines: string[]) => socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  send('Action: Login', `Username: ${pbx.amiUser}`, `Secret: ${pbx.amiSecret}`);
  await until(() => booted, { what: 'AMI login' });
  let best = 0;
  for (const rate of [100, 200, 300, 400, 600]) {
    const began = performance.now();
    const first = heard;
    for (let tick = 0; tick < 50; tick += 1) {
      for (let n = 0; n < rate / 10; n += 1)
        send(
          'Action: Originate',
          'Channel: Local/*43@from-internal',
          'Application: Wait',
          'Data: 0.2',
          'Async: true',
        );
      const wait = began + (tick + 1) * 100 - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    best = Math.max(best, ((heard - first) / (performance.now() - began)) * 1_000);
  }
  socket.destroy();
  return best;
}
