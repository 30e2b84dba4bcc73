import { describe, expect, test } from 'vitest';
import { readSip } from './message.ts';
import { createTollWatch, type Passage } from './toll-watch.ts';

/** A phone that may call 101 and nobody else; notes what was asked and what is over. */
function watched() {
  const asked: string[] = [];
  const over: string[] = [];
  const judge = (kind: string) => (digits: string) => {
    asked.push(`${kind} ${digits}`);
    return digits === '900'
      ? 'toll-premium'
      : { over: () => over.push(digits), stored: Promise.resolve() };
  };
  return {
    watch: createTollWatch({ call: judge('call'), transfer: judge('transfer') }),
    asked,
    over,
  };
}

function frame(
  method: string,
  { to = '101', callId = 'a', sequence = 1, tag = '', more = [] as string[], body = '' } = {},
): string {
  return [
    `${method} sip:${to}@pbx SIP/2.0`,
    'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
    `To: <sip:${to}@pbx>${tag}`,
    'From: <sip:201@pbx>;tag=1',
    'Contact: <sip:201@x.invalid;transport=ws>',
    `Call-ID: ${callId}`,
    `CSeq: ${sequence} ${method}`,
    ...more,
    `Content-Length: ${body.length}`,
    `\r\n${body}`,
  ].join('\r\n');
}

const heard = (status: number, { callId = 'a', method = 'INVITE' } = {}) =>
  `SIP/2.0 ${status} x\r\nv: SIP/2.0/WS x\r\ni: ${callId}\r\nCSeq: 1 ${method}\r\n\r\n`;
const answerOf = (passage: Passage) => ('answer' in passage ? (passage.answer ?? '') : '');
const PASSED = { pass: true };

describe('F03 the limits at the SIP gate', () => {
  test('a refused call is answered as the PBX would, and its ACK ends here', () => {
    const { watch } = watched();
    const answer = answerOf(watch.said(frame('INVITE', { to: '900' })));
    const read = readSip(answer);
    expect(read).toMatchObject({ ok: true });
    expect(answer).toMatch(/^SIP\/2\.0 403 toll-premium\r\n/);
    expect(answer).toContain('Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1\r\n');
    expect(answer).toContain('From: <sip:201@pbx>;tag=1\r\n');
    expect(answer).toContain('Call-ID: a\r\nCSeq: 1 INVITE\r\n');
    const [, tag = ''] = /To: <sip:900@pbx>(;tag=\S+)/.exec(answer) ?? [];
    expect(watch.said(frame('ACK', { to: '900', tag }))).toEqual({ pass: false });
    expect(watch.said(frame('ACK', { tag: ';tag=of-the-pbx' }))).toEqual(PASSED);
  });

  test('the same call with the password that the PBX asked for is one call', () => {
    const { watch, asked } = watched();
    expect(watch.said(frame('INVITE'))).toEqual(PASSED);
    watch.heard(heard(401));
    expect(watch.said(frame('INVITE', { sequence: 2 }))).toEqual(PASSED);
    expect(asked).toEqual(['call 101']);
  });

  test.each([
    ['without being asked', [], '101'],
    ['with another number', [401], '102'],
    ['twice', [401, 0], '101'],
  ] as const)('a second INVITE in its name %s is none', (_, answers, to) => {
    const { watch, asked } = watched();
    watch.said(frame('INVITE'));
    for (const status of answers) {
      if (status > 0) watch.heard(heard(status));
      else watch.said(frame('INVITE', { sequence: 2 }));
    }
    expect(answerOf(watch.said(frame('INVITE', { to, sequence: 3 })))).toMatch(/^SIP\/2\.0 482 /);
    expect(asked).toEqual(['call 101']);
  });

  test.each([
    ['the PBX refuses it', (watch: Watch) => watch.heard(heard(486))],
    ['the PBX hangs up', (watch: Watch) => watch.heard('BYE sip:x SIP/2.0\r\nCall-ID: a\r\n\r\n')],
    ['the phone hangs up', (watch: Watch) => watch.said(frame('BYE', { tag: ';tag=9' }))],
    ['the socket goes', (watch: Watch) => watch.end()],
  ] as const)('a call is over when %s', (_, end) => {
    const { watch, over } = watched();
    watch.said(frame('INVITE'));
    watch.heard(heard(180));
    expect(over).toEqual([]);
    end(watch);
    expect(over).toEqual(['101']);
  });

  test('of a call that is answered, a refused hold is no end; nor is what belongs to another', () => {
    const { watch, over } = watched();
    watch.said(frame('INVITE'));
    watch.heard(heard(200));
    watch.heard(heard(491));
    watch.heard(heard(486, { callId: 'b' }));
    watch.heard(heard(481, { method: 'INFO' }));
    expect(watch.said(frame('INVITE', { tag: ';tag=9', sequence: 2 }))).toEqual(PASSED);
    expect(over).toEqual([]);
  });

  test('a transfer is judged by where it leads; who was consulted before is counted once', () => {
    const { watch, asked } = watched();
    const refer = (target: string) =>
      watch.said(frame('REFER', { tag: ';tag=9', more: [`Refer-To: <${target}>`] }));
    expect(answerOf(refer('sip:900@pbx'))).toMatch(/^SIP\/2\.0 403 toll-premium\r\n/);
    expect(answerOf(refer('sip:900@pbx?Replaces=x%3Bto-tag%3D1'))).toMatch(/^SIP\/2\.0 403 /);
    expect(refer('sip:%2321@pbx')).toEqual(PASSED);
    watch.said(frame('INVITE', { callId: 'consulted', to: '102' }));
    expect(refer('sip:102@pbx?Replaces=consulted%3Bto-tag%3D1')).toEqual(PASSED);
    expect(refer('sip:103@pbx?Replaces=consulted%3Bto-tag%3D1')).toEqual(PASSED);
    expect(asked).toEqual([
      'transfer 900',
      'transfer 900',
      'transfer #21',
      'call 102',
      'transfer 103',
    ]);
  });
});

type Watch = ReturnType<typeof createTollWatch>;
