import { describe, expect, test } from 'vitest';
import {
  CAPTURED,
  CAPTURED_NUMBERING as numbering,
  createChannelList,
  saidIn,
} from '../../../fixtures/captured-pbx.ts';
import {
  callsIn,
  copyOf,
  emptyLog,
  startOn,
  type TrackedLog,
} from '../../../fixtures/tracked-log.ts';
import type { AmiEvent } from '../pbx/asterisk-ami/ami-event.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import type { PbxEvent } from '../pbx/event.ts';

const START = Date.UTC(2026, 10, 26, 10);
const start = (log: TrackedLog) => startOn(log, { pbx: CAPTURED.pbx, numbering });

type IsMoment = (event: AmiEvent) => boolean;

/** The calls in the log of a server that was killed after one moment and started anew after another. */
function callsAcross(said: readonly AmiEvent[], killed: IsMoment, started: IsMoment) {
  const log = emptyLog();
  const list = createChannelList();
  const hear = start(log);
  let away: { log: TrackedLog; hear: ((events: readonly PbxEvent[]) => void) | null } | null = null;
  for (const event of said.map((one) => ({ ...one, at: START + one.at }))) {
    list.hear(event);
    const told = translate(event, CAPTURED);
    if (!away) hear(told);
    else away.hear?.(told);
    if (!away && killed(event)) away = { log: copyOf(log), hear: null };
    else if (away && !away.hear && started(event)) {
      away.hear = start(away.log);
      away.hear([list.snapshot(event.at)]);
    }
  }
  if (!away?.hear) throw new Error('No such moments in the recording.');
  return callsIn(away.log);
}

const nth = (name: string, count: number): IsMoment => {
  let left = count;
  return (event) => event.name === name && --left === 0;
};

/** The PBX rings the sender, and nobody dialled that. */
const isCalledBack: IsMoment = ({ name, fields }) => name === 'DialBegin' && !fields.channel;

/** The call back as before, but the customer gives up while it rings. */
function untilCallBack(said: readonly AmiEvent[]): AmiEvent[] {
  const { destuniqueid: id, destlinkedid: linkedid } = said.find(isCalledBack)?.fields ?? {};
  const rings = said.findIndex(({ name, fields }) => name === 'Newstate' && fields.uniqueid === id);
  const ends = said.slice(rings + 1).filter(({ name, fields }) => {
    const isLeaving = name === 'BridgeLeave' && fields.uniqueid !== id;
    return isLeaving || /^(?:Soft)?Hangup/.test(name);
  });
  const own = ends.map((event) =>
    event.fields.uniqueid === id
      ? { ...event, fields: { ...event.fields, linkedid, channelstate: '5' } }
      : event,
  );
  return [...said.slice(0, rings + 1), ...own] as AmiEvent[];
}

describe.each([22, 16])('Asterisk %i, the server is killed and started anew', (version) => {
  const returned = untilCallBack(saidIn(`xfer-attended-returned-${version}`));

  test.each<[string, IsMoment, IsMoment]>([
    ['before the transfer, and after it', nth('DialState', 2), nth('AttendedTransfer', 1)],
    ['before it, and while the PBX calls back', nth('DialState', 2), isCalledBack],
    ['in the first talk, and after it', nth('BridgeEnter', 2), nth('AttendedTransfer', 1)],
    ['in the first talk, and while the PBX calls back', nth('BridgeEnter', 2), isCalledBack],
  ])('A02 C14 %s: a call back that nobody takes is part of the call', (_, killed, started) => {
    const [call, ...others] = callsAcross(returned, killed, started);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ direction: 'inbound', answeredBy: ['101'], state: 'ended' });
  });

  test('A02 C15 before the talk, and while a colleague is asked: the consultation is part of the call', () => {
    const said = saidIn(`xfer-consultation-cancelled-${version}`);
    const isAsked: IsMoment = ({ name, fields }) =>
      name === 'DialBegin' && fields.destcalleridnum === '102';
    const [call, ...others] = callsAcross(said, nth('Newchannel', 1), isAsked);
    expect(others).toEqual([]);
    expect(call?.consultations).toEqual([expect.objectContaining({ from: '101', to: '102' })]);
  });
});
