import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyRefused } from './own-endpoint.ts';

type Lines = Record<string, string | null>;

const INVITE: Lines = {
  Via: 'SIP/2.0/WS x3k.invalid;branch=z9hG4bK776',
  To: '<sip:979161234567@pbx.example>',
  From: '"Anna O\'Brien" <sip:201@pbx.example>;tag=a6c85cf',
  CSeq: '1 INVITE',
  'Call-ID': '1j9FpLxk3uxtm8tn',
  'Max-Forwards': '70',
  Contact: '<sip:201@x3k.invalid;transport=ws;ob>',
  Allow: 'ACK,CANCEL,INVITE,BYE',
  'Content-Type': 'application/sdp',
};

function sip(first: string, lines: Lines, body = ''): string {
  const headers = {
    ...lines,
    ...('Content-Length' in lines ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
  };
  const text = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return `${[first, ...text].join('\r\n')}\r\n\r\n${body}`;
}

const invite = (changed: Lines = {}, body = 'v=0\r\n', uri = 'sip:979161234567@pbx.example') =>
  sip(`INVITE ${uri} SIP/2.0`, { ...INVITE, ...changed }, body);
const register = (changed: Lines = {}) =>
  sip('REGISTER sip:pbx.example SIP/2.0', {
    ...INVITE,
    To: '<sip:201@pbx.example>',
    CSeq: '2 REGISTER',
    Expires: '600',
    ...changed,
  });
const digest = (user: string) =>
  `Digest algorithm=MD5, username="${user}", realm="asterisk", nonce="1/a", uri="sip:pbx", response="0a"`;

/** A page that was loaded anew takes its call back. */
const BACK: Lines = {
  To: '<sip:201@pbx>',
  Require: 'replaces',
  Replaces: '4ab-7@10.0.0.5;to-tag=k2s9;from-tag=b9c1-44e0',
};

const IN_CALL = '<sip:asterisk@10.0.0.5>;tag=9';

const refused = (frame: string) => whyRefused(frame, '201');

describe('an answer repeats what came', () => {
  const answer = (from: string) =>
    sip('SIP/2.0 180 Ringing', {
      ...INVITE,
      From: from,
      To: '<sip:201@pbx.example>;tag=2',
      'Max-Forwards': null,
    });

  test.each(['"x\ty" <sip:79160000014@pbx>;tag=1', '"\u0001\u007f" <sip:7@pbx>;tag=1'])(
    'the name of a caller rings, with any signs in it: %j',
    (from) => {
      expect(refused(answer(from))).toBeNull();
      expect(refused(invite({ From: from }))).toBe('a header line');
    },
  );

  test('but for what would end the line', () => {
    expect(refused(answer('"x\u0000y" <sip:7@pbx>;tag=1'))).toBe('a header line');
    expect(refused(answer('"x\ry" <sip:7@pbx>;tag=1'))).toBe('a header line');
  });
});

describe('what a phone of 201 sends goes through', () => {
  test.each([
    ['keep-alive', '\r\n\r\n'],
    ['pong', '\r\n'],
    ['INVITE', invite()],
    ['INVITE to a feature code', invite({ To: '<sip:*8101@pbx>' }, '', 'sip:*8101@pbx')],
    ['INVITE with # as it travels', invite({ To: '<sip:%2321@pbx>' }, '', 'sip:%2321@pbx')],
    ['a Cyrillic name', invite({ From: '"Анна" <sip:201@pbx>;tag=1' })],
    ['REGISTER', register()],
    ['REGISTER with a digest', register({ Authorization: digest('201') })],
    ['unregister all', register({ Contact: '*', Expires: '0' })],
    [
      'BYE within a call',
      sip('BYE sip:asterisk@10.0.0.5:8088;transport=ws SIP/2.0', {
        ...INVITE,
        CSeq: '3 BYE',
        To: '<sip:asterisk@10.0.0.5>;tag=9',
      }),
    ],
    [
      're-INVITE within a call',
      invite({ To: '"x" <sip:asterisk@10.0.0.5>;tag=9' }, '', 'sip:asterisk@10.0.0.5'),
    ],
    [
      'an answer to a stranger',
      sip('SIP/2.0 180 Ringing', {
        ...INVITE,
        From: '<sip:anonymous@anonymous.invalid>;tag=2',
        To: '<sip:201@x3k.invalid>;tag=3',
      }),
    ],
    [
      'a blind transfer',
      sip('REFER sip:asterisk@10.0.0.5 SIP/2.0', {
        ...INVITE,
        CSeq: '4 REFER',
        To: IN_CALL,
        'Refer-To': '<sip:102@pbx>',
        'Referred-By': '<sip:201@pbx>',
      }),
    ],
    [
      'an attended transfer',
      sip('REFER sip:10.0.0.5:8088;transport=ws SIP/2.0', {
        ...INVITE,
        CSeq: '4 REFER',
        To: IN_CALL,
        'Refer-To': '<sip:102@pbx?Replaces=a%40b%3Bto-tag%3Dc%3Bfrom-tag%3Dd>',
      }),
    ],
    [
      'BYE to a caller whose number is odd',
      sip('BYE sip:asterisk@10.0.0.5 SIP/2.0', {
        ...INVITE,
        CSeq: '5 BYE',
        To: '<sip:%3DHYPERLINK(%22x%22)?@pbx.example>;tag=9',
      }),
    ],
    [
      'OPTIONS to the PBX itself',
      sip('OPTIONS sip:pbx.example SIP/2.0', {
        ...INVITE,
        CSeq: '6 OPTIONS',
        To: '<sip:pbx.example>',
        Contact: null,
      }),
    ],
    ['CANCEL', sip('CANCEL sip:102@pbx SIP/2.0', { ...INVITE, CSeq: '1 CANCEL' })],
    ['G2 taking the own call back', invite(BACK, '', 'sip:201@pbx')],
  ])('%s', (_, frame) => {
    expect(refused(frame)).toBeNull();
  });
});

describe('F07 the gate lets nobody be someone else', () => {
  test.each([
    ['From of another', invite({ From: '<sip:102@pbx>;tag=1' })],
    ['From with two addresses', invite({ From: '<sip:102@pbx>, <sip:201@pbx>;tag=1' })],
    ['From hidden in a name', invite({ From: '"x\\" <sip:201@pbx>" <sip:102@pbx>;tag=1' })],
    ['From escaped', invite({ From: '<sip:%32%30%31@pbx>;tag=1' })],
    ['From without brackets', invite({ From: 'sip:201@pbx;tag=1' })],
    ['From with userinfo', invite({ From: '<sip:201:x@102@pbx>;tag=1' })],
    ['To of another in REGISTER', register({ To: '<sip:102@pbx>' })],
    ['Contact of another', register({ Contact: '<sip:102@x.invalid>' })],
    ['two contacts in one', register({ Contact: '<sip:201@x>, <sip:102@x>' })],
    ['star for a call', invite({ Contact: '*' })],
    ['digest of another', register({ Authorization: digest('102') })],
    ['digest of two', register({ Authorization: `${digest('201')}, username="102"` })],
    [
      'digest in extended form',
      register({ Authorization: 'Digest username*=UTF-8\'\'102, realm="a"' }),
    ],
    ['no digest at all', register({ Authorization: 'Basic MTAyOng=' })],
    ['another digest for the proxy', invite({ 'Proxy-Authorization': digest('102') })],
    ['asserted identity', invite({ 'P-Asserted-Identity': '<sip:102@pbx>' })],
    ['remote party', invite({ 'Remote-Party-ID': '<sip:102@pbx>' })],
    ['diversion', invite({ Diversion: '<sip:102@pbx>' })],
    ['route', invite({ Route: '<sip:10.0.0.9;lr>' })],
    ['record route', invite({ 'Record-Route': '<sip:10.0.0.9;lr>' })],
    ['path', register({ Path: '<sip:10.0.0.9;lr>' })],
    ['taking over a call', invite({ Replaces: 'a;to-tag=b;from-tag=c' })],
    ['taking back to another number', invite({ ...BACK, To: '<sip:102@pbx>' }, '', 'sip:201@pbx')],
    ['taking back, dialling another', invite(BACK, '', 'sip:102@pbx')],
    [
      'two dialogs to take back',
      invite({ ...BACK, replaces: 'd;to-tag=e;from-tag=f' }, '', 'sip:201@pbx'),
    ],
    ['taking back half a dialog', invite({ ...BACK, Replaces: 'a@b;to-tag=c' }, '', 'sip:201@pbx')],
    [
      'taking back what may still ring',
      invite({ ...BACK, Replaces: `${BACK.Replaces};early-only` }, '', 'sip:201@pbx'),
    ],
    ['taking a place within a call', invite({ ...BACK, To: IN_CALL }, '', 'sip:201@pbx')],
    ['registering in a place', register({ Replaces: BACK.Replaces ?? '' })],
    [
      'transfer to a dial string',
      sip('REFER sip:a@10.0.0.5 SIP/2.0', {
        ...INVITE,
        CSeq: '4 REFER',
        To: IN_CALL,
        'Refer-To': '<sip:500&PJSIP%2F101@pbx>',
      }),
    ],
    [
      'transfer with headers of its own',
      sip('REFER sip:a@10.0.0.5 SIP/2.0', {
        ...INVITE,
        CSeq: '4 REFER',
        To: IN_CALL,
        'Refer-To': '<sip:102@pbx?X-Any=1>',
      }),
    ],
    [
      'transfer outside a call',
      sip('REFER sip:102@pbx SIP/2.0', {
        ...INVITE,
        CSeq: '1 REFER',
        'Refer-To': '<sip:102@pbx>',
      }),
    ],
    ['transfer with an INVITE', invite({ 'Refer-To': '<sip:102@pbx>' })],
    ['calls taken to another host', register({ Contact: '<sip:201@10.0.0.9:5060>' })],
    ['headers in a contact', register({ Contact: '<sip:201@x.invalid?Route=%3Csip:h%3E>' })],
  ])('%s', (_, frame) => {
    expect(refused(frame)).not.toBeNull();
  });
});

describe('F02 what only looks like a call that goes on is checked as a new one', () => {
  const WANTED = 'sip:500&PJSIP%2F101@pbx';
  test.each([
    ['a tag in the name', '"x;tag=y" <sip:9500@pbx>'],
    ['a tag in a name of plain words', 'x;tag=y <sip:9500@pbx>'],
    ['a tag of the address', '<sip:101@pbx;tag=1>'],
    ['a tag in the headers of the address', '<sip:101@pbx?x;tag=1>'],
    ['a tag in the user', '<sip:101;tag=1@pbx>'],
    ['a tag in a comment', '<sip:101@pbx>;x="a;tag=1"'],
    ['a tag without a value', '<sip:101@pbx>;tag'],
    ['an empty tag', '<sip:101@pbx>;tag='],
    ['an escaped tag', '<sip:101@pbx>;tag=%00'],
    ['an escaped name of a tag', '<sip:101@pbx>;%74ag=1'],
    ['two tags', '<sip:101@pbx>;tag=1;tag=2'],
    ['a tag behind a second address', '<sip:101@pbx>, <sip:102@pbx>;tag=1'],
    ['a tag without brackets', 'sip:101@pbx;tag=1'],
    ['a tag behind a blank', '<sip:101@pbx> ;tag=1'],
  ])('%s', (_, to) => {
    expect(refused(invite({ To: to }, '', WANTED))).not.toBeNull();
  });

  test.each([
    ['a second @', 'sip:101@pbx;x=500&PJSIP@pbx'],
    ['headers', 'sip:101@pbx?X-Any=1'],
    ['no user', 'sip:pbx'],
    ['a password', 'sip:101:500&PJSIP@pbx'],
    ['an escaped digit', 'sip:%31%30%31@pbx'],
    ['brackets', 'sip:101@pbx>'],
  ])('a target with %s', (_, uri) => {
    expect(refused(invite({ To: '<sip:101@pbx>' }, '', uri))).not.toBeNull();
  });

  test.each(['BYE', 'ACK', 'INFO', 'UPDATE', 'PRACK', 'NOTIFY', 'REFER'])(
    '%s without a call',
    (method) => {
      const frame = sip(`${method} sip:101@pbx SIP/2.0`, { ...INVITE, CSeq: `1 ${method}` });
      expect(refused(frame)).toBe(`${method} outside a call`);
    },
  );
});

describe('the gate refuses what a PBX would read more generously', () => {
  const two = `${register()}${invite({ From: '<sip:102@pbx>;tag=1' })}`;
  test.each([
    ['two messages in a frame', two],
    [
      'two messages, the first claiming to be shorter',
      invite({ 'Content-Length': '0' }, register()),
    ],
    ['a body longer than said', invite({ 'Content-Length': '3' })],
    ['a body shorter than said', invite({ 'Content-Length': '300' })],
    ['two lengths', invite().replace('Content-Type', 'Content-Length: 5\r\nContent-Type')],
    ['no length', invite({ 'Content-Length': null })],
    ['a signed length', invite({ 'Content-Length': '+5' })],
    ['bare LF', invite().replaceAll('\r\n', '\n')],
    ['one bare LF', invite().replace('Max-Forwards', 'Max-Forwards: 1\nX')],
    ['bare CR', invite({ Subject: 'a\rFrom: <sip:102@pbx>' })],
    ['a folded header', invite({ From: '"x"\r\n <sip:201@pbx>;tag=1' })],
    ['a folded header by tab', invite({ From: '"x"\r\n\t<sip:201@pbx>;tag=1' })],
    ['a short header', invite({ From: null, f: '<sip:102@pbx>;tag=1' })],
    ['a short header beside the long', invite({ f: '<sip:102@pbx>;tag=1' })],
    ['the same header twice', invite().replace('Via', 'From: <sip:102@pbx>;tag=1\r\nVia')],
    ['the same header in other letters', invite({ FROM: '<sip:102@pbx>;tag=1' })],
    ['a blank before the colon', invite({ 'From ': '<sip:102@pbx>;tag=1' })],
    ['NUL in a header', invite({ From: '<sip:201@pbx\0>;tag=1' })],
    ['NUL in the body', invite({}, 'v=0\0')],
    ['an unknown method', sip('MESSAGE sip:102@pbx SIP/2.0', { ...INVITE, CSeq: '1 MESSAGE' })],
    [
      'a method in small letters',
      sip('invite sip:102@pbx SIP/2.0', { ...INVITE, CSeq: '1 invite' }),
    ],
    ['another method in CSeq', invite({ CSeq: '1 BYE' })],
    ['a blank line first', `\r\n${invite()}`],
    ['other schemes', invite({}, '', 'tel:979161234567')],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['nothing', ''],
  ])('%s', (_, frame) => {
    expect(refused(frame)).not.toBeNull();
  });

  test.each(['500&PJSIP', '500%26PJSIP', 'a', '1,2', '500/n', '1'.repeat(33), '', '101;x=1'])(
    'F02 INVITE to %s',
    (number) => {
      const frame = invite({ To: `<sip:${number}@pbx>` }, '', `sip:${number}@pbx`);
      expect(refused(frame)).not.toBeNull();
    },
  );
});

describe('properties', () => {
  test('no text whatever throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        whyRefused(text, '201');
        whyRefused(invite({ From: text }), '201');
        return true;
      }),
    );
  });

  test('whatever is put into a header, no second header comes of it', () => {
    const hostile = fc.constantFrom('\r\n', '\n', '\r', '\0', '\t', '\v', '\f', '\u0085');
    fc.assert(
      fc.property(fc.string(), hostile, fc.string(), (before, breaker, after) => {
        const frame = invite({ 'User-Agent': `a${before}${breaker}From: <sip:102@pbx>${after}b` });
        expect(refused(frame)).not.toBeNull();
      }),
    );
  });

  test('another user in From is never let through', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.stringMatching(/^[0-9]{2,6}$/),
        (text, other) => {
          fc.pre(other !== '201');
          expect(refused(invite({ From: `${text}<sip:${other}@pbx>;tag=1` }))).not.toBeNull();
          expect(refused(invite({ From: `<sip:${other}@pbx>${text};tag=1` }))).not.toBeNull();
        },
      ),
    );
  });
});
