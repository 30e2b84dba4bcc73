import { type Session, SessionState } from 'sip.js';
import { expect, test } from 'vitest';
import { refer } from './sip-transfer.ts';

type Sent = NonNullable<Parameters<Session['refer']>[1]>;

/** A call whose PBX is in the test's hand. */
function call() {
  let state = (_now: SessionState) => {};
  const sent: { to: string; how: Sent }[] = [];
  const session = {
    stateChange: { addListener: (listener: typeof state) => void (state = listener) },
    refer: async (to: object, how: Sent) => void sent.push({ to: String(to), how }),
    dialog: { callId: 'call@pbx', remoteTag: 'r', localTag: 'l' },
  } as unknown as Session;
  return {
    session,
    sent,
    ends: () => state(SessionState.Terminated),
    notifies: (body: string) =>
      sent[0]?.how.onNotify?.({ accept: async () => {}, request: { body } } as never),
    refuses: (statusCode: number) =>
      sent[0]?.how.requestDelegate?.onReject?.({ message: { statusCode } } as never),
  };
}

const to = { digits: '103', domain: 'pbx', replaces: null };

test('the target stands in angle brackets, with the call to be taken over behind it', async () => {
  const one = call();
  void refer(one.session, to);
  void refer(one.session, { ...to, replaces: call().session });
  expect(one.sent.map(({ to: target }) => target)).toEqual([
    '<sip:103@pbx>',
    '<sip:103@pbx?Replaces=call%40pbx%3Bto-tag%3Dr%3Bfrom-tag%3Dl>',
  ]);
});

test('it is done when the PBX says so after it has tried, or ends the call', async () => {
  const told = call();
  const done = refer(told.session, to);
  told.notifies('SIP/2.0 100 Trying');
  told.notifies('SIP/2.0 200 OK');
  await done;
  const ended = call();
  const over = refer(ended.session, to);
  ended.ends();
  await over;
});

test.each([
  [404, 'transfer-refused'],
  [403, 'not-allowed'],
])('refused with %s, at once or later: %s', async (status, code) => {
  const one = call();
  const refused = refer(one.session, to);
  one.refuses(status);
  await expect(refused).rejects.toMatchObject({ code });
  const later = call();
  const failed = refer(later.session, to);
  later.notifies(`SIP/2.0 ${status} No`);
  await expect(failed).rejects.toMatchObject({ code });
});
