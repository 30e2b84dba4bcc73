import { connect } from 'node:net';
import { setTimeout as pass } from 'node:timers/promises';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { until } from '../../fixtures/until.ts';
import { createCallTracker } from '../src/calls/tracker.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { silentLog } from '../src/kernel/log.ts';
import { createAsteriskConnector } from '../src/pbx/asterisk-ami/index.ts';
import type { RowOptions } from './row.ts';
import { deskPhone } from '../../fixtures/asterisk/phones.ts';
import { type BreakableWay, breakableWay } from '../../fixtures/breakable-way.ts';

const RECONNECTS = 500;
const GHOSTS_GONE_MS = 10_000;

/**
 * A07 The line is cut 500 times under 50 calls/s, so that snapshots and events meet in every way: no call
 * goes back to a state of before, and 10 s after the last hang-up none is left.
 */
export async function reconnects(options: RowOptions): Promise<boolean> {
  const times = options.calls ?? RECONNECTS;
  return withLine(options, async ({ pbx, line, follower }) => {
    const load = await startLoad(pbx, 50);
    for (let n = 0; n < times; n += 1) {
      await until(follower.isUp, { what: 'the line is up', timeoutMs: 30_000 });
      // some cuts fall into the second look at the channels
      await pass(100 + Math.random() * 1_400);
      line.cut();
      await until(() => !follower.isUp(), { what: 'the cut is noticed' });
    }
    await until(follower.isUp, { what: 'the line is up', timeoutMs: 30_000 });
    await load.stop();
    await pass(GHOSTS_GONE_MS);
    console.log(
      `A07 on Asterisk ${options.version}: ${times} cuts under 50 calls/s, ${follower.calls()} calls seen, ` +
        `${follower.backwards()} went back, ${follower.open()} left after ${GHOSTS_GONE_MS / 1_000} s`,
    );
    return follower.calls() > 0 && follower.backwards() === 0 && follower.open() === 0;
  });
}

interface Follower {
  isUp(): boolean;
  /** Different calls seen. */
  calls(): number;
  open(): number;
  /** Times that a call went back to an earlier state. */
  backwards(): number;
}

async function withLine(
  { version }: RowOptions,
  act: (parts: {
    pbx: RunningAsterisk;
    line: BreakableWay;
    follower: Follower;
  }) => Promise<boolean>,
): Promise<boolean> {
  const pbx = await startAsterisk({ version, portOffset: 9_000 });
  await pbx.restart();
  const line = await breakableWay(pbx.ports.ami);
  const { follower, stop } = follow(pbx, line.port);
  try {
    return await act({ pbx, line, follower });
  } finally {
    await stop();
    await line.close();
    await pbx.stop();
  }
}

/** A phone that was answered and is not connected yet neither rings nor talks: no step back. */
const ORDER: Readonly<Record<string, number>> = {
  waiting: 0,
  ringing: 0,
  talking: 1,
  held: 1,
  ended: 2,
};

function follow(pbx: RunningAsterisk, port: number): { follower: Follower; stop(): Promise<void> } {
  const states = new Map<string, number>();
  let isUp = false;
  let backwards = 0;
  const tracker = createCallTracker({
    pbx: 'p',
    numbering: {
      outsidePrefix: '9',
      isExtension: (digits) => /^\d{3}$/.test(digits),
      toE164: () => null,
    },
  });
  const connector = createAsteriskConnector(
    { id: 'p', extensions: '[0-9]{3}' },
    {
      host: '127.0.0.1',
      port,
      user: pbx.amiUser,
      secret: pbx.amiSecret,
      clickToCallContext: 'click-to-call',
      technology: 'PJSIP',
    },
    { clock: systemClock, log: silentLog },
  );
  connector.start({
    event(event) {
      for (const { call } of tracker.apply(event)) {
        const state = ORDER[call.state] ?? 0;
        if (state < (states.get(call.id) ?? -1)) backwards += 1;
        states.set(call.id, state);
      }
    },
    status({ state }) {
      isUp = state === 'up';
    },
    presence: () => {},
    gap: () => {},
  });
  return {
    follower: {
      isUp: () => isUp,
      calls: () => states.size,
      open: () => tracker.open(0).length,
      backwards: () => backwards,
    },
    stop: () => connector.stop(),
  };
}

const LOAD_CALL_MS = 3_000;

const PHONE = '106';

/** Calls of the PBX to a phone that rings, is answered, and talks for 2 s less its ringing. */
async function startLoad(
  pbx: RunningAsterisk,
  perSecond: number,
): Promise<{ stop(): Promise<void> }> {
  const phone = await deskPhone(pbx, { extension: PHONE, behaviour: 'answer', ringMs: 300 });
  const socket = connect(pbx.ports.ami, pbx.host);
  socket.resume();
  const send = (...lines: string[]) => socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  send('Action: Login', `Username: ${pbx.amiUser}`, `Secret: ${pbx.amiSecret}`, 'Events: off');
  let owed = 0;
  const timer = setInterval(() => {
    owed += perSecond / 10;
    for (; owed >= 1; owed -= 1)
      send(
        'Action: Originate',
        `Channel: Local/${PHONE}@queue-members/n`,
        'Application: Wait',
        'Data: 2',
        'Async: true',
      );
  }, 100);
  return {
    async stop() {
      clearInterval(timer);
      socket.end();
      await pass(LOAD_CALL_MS);
      await phone.stop();
    },
  };
}
