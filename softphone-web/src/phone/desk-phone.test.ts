import type { CallView, PbxStatus } from '@perezvon/cti-server/contract';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ANNA, answeredCall, call, ringingCall } from '../../e2e/sample-calls.ts';
import type { ApiClient } from '../services/api-client.ts';
import { createHandClock, type HandClock } from '../services/hand-clock.ts';
import { createLiveStore, type LiveStore } from '../services/live-store.ts';
import { BEGINS_WITHIN_MS } from './consultation-watch.ts';
import { createDeskPhone } from './desk-phone.ts';
import type { Phone } from './phone.ts';

const status: PbxStatus = {
  pbx: 'main',
  name: 'Main',
  state: 'up',
  since: '2026-01-01T00:00:00.000Z',
  problem: null,
  detail: null,
  lastGap: null,
};

describe('the desk phone', () => {
  let live: LiveStore;
  let phone: Phone;
  let clock: HandClock;
  const dial = vi.fn<ApiClient['dial']>();
  const hangUp = vi.fn<ApiClient['hangUp']>();
  const transfer = vi.fn<ApiClient['transfer']>();
  const consultation = vi.fn<ApiClient['consultation']>();
  const tones = vi.fn<ApiClient['tones']>();
  const show = (one: CallView) => live.apply({ type: 'call', n: 1, call: one, pop: false });
  const first = () => phone.state().calls[0];
  beforeEach(() => {
    live = createLiveStore({
      phones: [{ pbx: 'main', extension: '201' }],
      clock: createHandClock(),
    });
    const api = { dial, hangUp, transfer, consultation, tones };
    for (const one of Object.values(api)) one.mockReset();
    clock = createHandClock();
    phone = createDeskPhone({ extension: '201', pbx: 'main', live, api, clock });
    live.apply({ type: 'snapshot', n: 0, epoch: 'e', version: 1, calls: [], pbx: [status] });
    live.setLink({ kind: 'live' });
  });

  test('its calls are those of the extension: ringing, talking, held, gone', () => {
    const rings = ringingCall('a', { caller: { kind: 'known', contact: ANNA, chosen: false } });
    show(rings);
    expect(first()).toMatchObject({
      id: 'a',
      direction: 'inbound',
      state: 'ringing',
      remoteNumber: '79161234567',
      remoteName: ANNA.name,
      answeredAt: null,
    });
    show(answeredCall(rings));
    expect(first()).toMatchObject({ state: 'talking' });
    show({ ...answeredCall(rings), state: 'held' });
    expect(first()).toMatchObject({ state: 'held' });
    show(call('a'));
    expect(phone.state().calls).toEqual([]);
  });

  test('a call it placed is dialling until the other side answers, and leaves with a transfer', () => {
    const placed = call('b', {
      direction: 'outbound',
      state: 'ringing',
      from: '201',
      externalNumber: '79031112233',
      answeredAt: null,
    });
    show(placed);
    expect(first()).toMatchObject({
      direction: 'outbound',
      state: 'dialling',
      remoteNumber: '79031112233',
    });
    const talking: CallView = { ...placed, state: 'talking', answeredAt: placed.startedAt };
    show(talking);
    expect(first()).toMatchObject({ state: 'talking' });
    const at = placed.startedAt;
    show({
      ...talking,
      transfers: [{ type: 'blind', from: '201', to: '102', at, result: 'answered' }],
    });
    expect(phone.state().calls).toEqual([]);
  });

  test('calls of others are not its own', () => {
    const theirs = ringingCall('c');
    show({ ...theirs, legs: theirs.legs.map((leg) => ({ ...leg, party: '202' })) });
    expect(phone.state().calls).toEqual([]);
  });

  test('it stands as the way to the PBX stands', () => {
    expect(phone.state().registration).toEqual({ kind: 'ready' });
    live.apply({ type: 'pbx', n: 1, status: { ...status, state: 'down' } });
    expect(phone.state().registration).toEqual({ kind: 'lost', since: Date.parse(status.since) });
    live.setLink({ kind: 'lost', since: 5 });
    expect(phone.state().registration).toEqual({ kind: 'lost', since: 5 });
  });

  test('the state stays the same object until something changes', () => {
    expect(phone.state()).toBe(phone.state());
  });

  test('it dials and hangs up by the server; for the rest one uses the phone itself', async () => {
    dial.mockResolvedValue({ digits: '979031112233', via: 'pbx', callId: 'new' });
    hangUp.mockResolvedValueOnce({ result: 'accepted', reason: null });
    hangUp.mockResolvedValueOnce({ result: 'refused', reason: 'gone' });
    expect(await phone.dial('+79031112233')).toBe('new');
    await phone.hangUp('new');
    expect(hangUp).toHaveBeenCalledWith('new');
    await expect(phone.hangUp('new')).rejects.toMatchObject({ code: 'failed' });
    for (const refused of [phone.answer('new'), phone.mute('new', true), phone.hold('new', true)]) {
      await expect(refused).rejects.toMatchObject({ code: 'desk-phone' });
    }
  });

  const askedAt = '2026-01-01T00:00:05.000Z';
  const asking = (answeredAt: string | null, endedAt: string | null = null): CallView => ({
    ...answeredCall(ringingCall('a')),
    state: 'held',
    consultations: [{ from: '201', to: '102', startedAt: askedAt, answeredAt, endedAt }],
  });
  const seen = () => phone.state().calls.map(({ id, state, asksFor }) => [id, state, asksFor]);

  test('who is asked stands beside the call that waits', () => {
    show(asking(null));
    expect(seen()).toEqual([
      ['a', 'held', null],
      ['a~asked', 'dialling', 'a'],
    ]);
    show(asking(askedAt));
    expect(seen().at(1)).toEqual(['a~asked', 'talking', 'a']);
    // for a moment after a consultation the PBX has both in the call: that is no conference
    const back = asking(askedAt);
    const [leg] = back.legs;
    const legs = leg ? [leg, { ...leg, party: '102' }] : [];
    show({ ...back, state: 'talking', legs });
    expect(phone.state().calls[0]).toMatchObject({ id: 'a', joined: false });
    expect(seen()).toEqual([
      ['a', 'talking', null],
      ['a~asked', 'held', 'a'],
    ]);
    show({ ...asking(askedAt, askedAt), state: 'talking', legs });
    expect(phone.state().calls).toMatchObject([{ id: 'a', joined: true }]);
    show(asking(askedAt, askedAt));
    expect(seen()).toHaveLength(1);
  });

  test('calls are sent on and asked about by the server', async () => {
    await phone.transfer('a', '102');
    expect(await phone.consult('a', '102')).toBe('a~asked');
    expect(transfer.mock.calls).toEqual([
      ['a', { number: '102' }],
      ['a', { number: '102', ask: true }],
    ]);
    show(asking(askedAt));
    await phone.connect('a');
    await phone.hangUp('a~asked');
    await phone.dtmf('a~asked', '1');
    expect(consultation.mock.calls).toEqual([
      ['a', 'complete'],
      ['a', 'cancel'],
    ]);
    expect(tones.mock.calls).toEqual([['a', '1']]);
    expect(hangUp).not.toHaveBeenCalled();
  });

  test('P4 a consultation that the PBX said yes to and did not begin is said so, in time', async () => {
    const talking = answeredCall(ringingCall('a'));
    show(talking);
    const asked = phone.consult('a', '102').then(
      () => 'begun',
      (error: { code: string }) => error.code,
    );
    await clock.pass(BEGINS_WITHIN_MS - 1);
    show({ ...talking, queue: 'sales' });
    await clock.pass(1);
    expect(await asked).toBe('not-heard');
    const again = phone.consult('a', '102');
    await clock.pass(500);
    show(asking(null));
    expect(await again).toBe('a~asked');
    // one of before is not the one that was asked for now
    show({ ...asking(askedAt, askedAt), state: 'talking' });
    const second = phone.consult('a', '102').catch((error: { code: string }) => error.code);
    await clock.pass(BEGINS_WITHIN_MS);
    expect(await second).toBe('not-heard');
  });

  test('P4 of what the page cannot see it says nothing: the call is over, or the server is away', async () => {
    show(answeredCall(ringingCall('a')));
    const asked = phone.consult('a', '102');
    await clock.pass(100);
    live.setLink({ kind: 'lost', since: 5 });
    expect(await asked).toBe('a~asked');
    live.setLink({ kind: 'live' });
    const again = phone.consult('a', '102');
    await clock.pass(100);
    show(call('a'));
    expect(await again).toBe('a~asked');
  });
});
