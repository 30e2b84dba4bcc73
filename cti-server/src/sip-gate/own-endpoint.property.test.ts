import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whyRefused } from './own-endpoint.ts';

// A grammar of odd headers against a reader that is as generous as a PBX: whatever the gate lets through must
// mean to that reader what it meant to the gate.

interface Read {
  readonly user: string;
  readonly host: string;
  readonly tag: string;
  /** What is left behind the address. */
  readonly rest: string;
}

/** Reads a header's address as PBXs do: blanks anywhere, no brackets needed, comments in quotes, the last tag counts. */
function generously(header: string): Read {
  let at = 0;
  const blank = () => {
    while (header[at] === ' ' || header[at] === '\t') at += 1;
  };
  const quoted = () => {
    for (at += 1; at < header.length && header[at] !== '"'; at += 1)
      if (header[at] === '\\') at += 1;
    at += 1;
  };
  const upTo = (ends: string) => {
    const from = at;
    while (at < header.length && !ends.includes(header[at] ?? '')) at += 1;
    return header.slice(from, at);
  };
  blank();
  const begin = at;
  for (let words = true; words; ) {
    blank();
    if (header[at] === '"') quoted();
    else if (/[^<>,;:"\s]/.test(header[at] ?? '')) upTo('<,;:" \t');
    else words = false;
  }
  const bracketed = header[at] === '<';
  if (bracketed) at += 1;
  else at = begin;
  const uri = upTo(bracketed ? '>' : ';,');
  if (bracketed) at += 1;
  let tag = '';
  for (blank(); header[at] === ';'; blank()) {
    at += 1;
    blank();
    const name = decode(upTo('=;, \t'));
    blank();
    if (header[at] !== '=') continue;
    at += 1;
    blank();
    const from = at;
    if (header[at] === '"') quoted();
    else upTo(';, \t');
    if (name.toLowerCase() === 'tag') tag = decode(header.slice(from, at));
  }
  return { ...ofUri(uri), tag, rest: header.slice(at) };
}

function ofUri(uri: string): { user: string; host: string } {
  const plain = uri.replace(/^[A-Za-z]+:/, '');
  const end = plain.indexOf('@');
  const user = end < 0 ? '' : decode(plain.slice(0, end));
  return { user, host: plain.slice(end + 1).replace(/[:;?].*$/, '') };
}

function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

const one = (...words: string[]) => fc.constantFrom(...words);
const name = one(
  '',
  '',
  '"Анна" ',
  '"x;tag=y" ',
  '"a\\" <sip:102@pbx>;tag=1" ',
  '"a\\\\" ',
  'Anna B ',
).chain((usual) =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    one('x;tag=y ', '"open ', '<sip:102@pbx>, ', '"a" "b" ', ' ', 'sip:102@pbx '),
  ),
);
const user = one(
  '201',
  '201',
  '201',
  '102',
  '9500',
  '*8101',
  '%2321',
  '500&PJSIP%2F101',
  '101;tag=1',
  '%32%30%31',
  '201:x',
  'x;tag=y',
  '201%00',
  '',
);
const host = one(
  'pbx',
  'x3k.invalid',
  'x3k.invalid',
  '10.0.0.5:8088',
  '[::1]',
  'h;tag=1',
  'h;transport=ws',
  'h?tag=1',
  'h@pbx',
  'x.invalid;tag=2',
  '10.0.0.9;x=.invalid',
);
const scheme = one('sip:', 'sip:', 'sip:', 'sips:', 'SIP:', 'tel:', '');
const param = one(
  ';tag=abc',
  ';tag=abc',
  ';TAG=abc',
  ';tag',
  ';tag=',
  ';tag="a"',
  ';%74ag=abc',
  ';tag=%00',
  ' ;tag=abc',
  ';tag =abc',
  ';tag= abc',
  ';x=y',
  ';x="a;tag=1"',
  ';lr',
  ', <sip:102@pbx>;tag=2',
  ' (tag)',
);
const address = fc
  .tuple(
    name,
    scheme,
    user,
    host,
    one('<>', '<>', '<>', '<>', '', '<'),
    fc.array(param, { maxLength: 2 }),
  )
  .map(([said, kind, who, where, brackets, params]) => {
    const [open = '', close = ''] = brackets;
    return `${said}${open}${kind}${who}${who && '@'}${where}${close}${params.join('')}`;
  });
const plain = (who: string) => fc.constant(`<sip:${who}@x3k.invalid>;tag=1`);
const headers = fc.record({
  To: fc.oneof(address, address, one('<sip:101@pbx>', '<sip:101@pbx>;tag=9')),
  From: fc.oneof(plain('201'), plain('201'), address),
  Contact: fc.oneof(plain('201'), plain('201'), address),
});
const uri = fc.oneof(
  one('sip:101@pbx', 'sip:%2321@pbx;transport=ws', 'sip:500&PJSIP%2F101@pbx'),
  fc.tuple(scheme, user, host).map(([kind, who, where]) => `${kind}${who}${who && '@'}${where}`),
);

test('F02 F07 whatever To, From and Contact look like: a new call has a number to dial, and all of it is the user’s own', () => {
  const passed = { begun: 0, going: 0 };
  const number = /^\+?[0-9*#]{1,32}$/;
  fc.assert(
    fc.property(headers, uri, ({ To, From, Contact }, target) => {
      const lines = [
        'Via: SIP/2.0/WS x3k.invalid',
        `To: ${To}`,
        `From: ${From}`,
        `Contact: ${Contact}`,
        'CSeq: 1 INVITE',
        'Call-ID: a',
        'Content-Length: 0',
      ];
      const frame = `INVITE ${target} SIP/2.0\r\n${lines.join('\r\n')}\r\n\r\n`;
      if (whyRefused(frame, '201') !== null) return;
      const [to, from, contact] = [To, From, Contact].map(generously) as [Read, Read, Read];
      expect([to.rest, from.rest, contact.rest]).toEqual(['', '', '']);
      expect([from.user, contact.user]).toEqual(['201', '201']);
      expect(contact.host).toMatch(/\.invalid$/);
      if (to.tag === '') {
        passed.begun += 1;
        expect(ofUri(target).user).toMatch(number);
        expect(to.user).toMatch(number);
      } else passed.going += 1;
    }),
    { numRuns: 20_000 },
  );
  // else it would prove nothing
  expect(passed.begun).toBeGreaterThan(100);
  expect(passed.going).toBeGreaterThan(100);
});
