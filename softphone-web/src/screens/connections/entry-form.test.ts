import { expect, test } from 'vitest';
import { formSchema } from '../../../../cti-server/src/kernel/config-pbx.ts';
import { CONNECTORS } from '../../../../cti-server/src/pbx/registry.ts';
import { entryOf, fieldsOf, formOf, type FormSchema, markOf } from './entry-form.ts';

const settings = CONNECTORS.get('asterisk-ami')?.settings;
if (!settings) throw new Error('No connector to Asterisk');
/** As the page gets it: plain JSON. */
const schema = JSON.parse(JSON.stringify(formSchema(settings))) as FormSchema;
const fields = fieldsOf(schema);
const kinds = Object.fromEntries(fields.map(({ path, kind }) => [path, kind]));

const ENTRY = {
  name: 'Office',
  host: '10.0.0.5',
  port: 5039,
  user: 'perezvon',
  tls: {},
  trunks: ['pstn', 'gsm'],
  technology: 'SIP',
  clickToCallContext: 'click-to-call',
  country: 'KZ',
  sip: { url: 'wss://pbx.example/ws' },
  cdr: { url: 'postgres://a@10.0.0.5/asterisk', table: 'cdr' },
  labels: { '74950000001': 'Sales = main', support: 'Support' },
};

test('every key of an entry is a field, but its id', () => {
  expect(kinds).toMatchObject({
    name: 'text',
    host: 'text',
    port: 'number',
    secret: 'secret',
    technology: 'choice',
    trunks: 'list',
    labels: 'map',
    tls: 'switch',
    'tls.ca': 'text',
    'sip.url': 'text',
    'cdr.file': 'text',
    'cdr.url': 'text',
    'cdr.secret': 'secret',
    'cdr.tls': 'switch',
  });
  expect(Object.keys(kinds)).not.toContain('id');
});

test('what must be filled in is what has no standard, and stands in nothing that may be left out', () => {
  const needed = fields.filter(({ required }) => required).map(({ path }) => path);
  expect(needed).toEqual(['user', 'secret']);
});

test('an entry goes into the form and comes out as it was', () => {
  expect(entryOf(fields, formOf(fields, ENTRY))).toEqual(ENTRY);
});

test('what is blank is left out, so that a secret stays; standards are filled in', () => {
  const form = formOf(fields, { name: 'Office', host: 'pbx', user: 'a' });
  expect(entryOf(fields, form)).toEqual({
    name: 'Office',
    host: 'pbx',
    port: 5038,
    user: 'a',
    clickToCallContext: 'click-to-call',
    technology: 'PJSIP',
  });
});

test('a secret keeps its blanks, and what is no number is for the server to refuse', () => {
  const form = { ...formOf(fields, {}), secret: ' a b ', port: '50x8' };
  expect(entryOf(fields, form)).toMatchObject({ secret: ' a b ', port: '50x8' });
});

test('what is switched off goes with all that is in it', () => {
  const form = { ...formOf(fields, { tls: { ca: 'PEM' } }), tls: false };
  expect(entryOf(fields, form)).not.toHaveProperty('tls');
});

test('a line that the server refuses is marked at its field, with the line', () => {
  const numbers = { path: 'numbers', kind: 'map' } as const;
  expect(markOf(numbers, { 'numbers.502': 'Must be filled in.' })).toBe('502: Must be filled in.');
  const stun = { path: 'sip.stun', kind: 'list' } as const;
  expect(markOf(stun, { 'sip.url': 'No.', 'sip.stun.1': 'Too long.' })).toBe('2: Too long.');
  expect(markOf({ path: 'tls', kind: 'switch' }, { 'tls.ca': 'No.' })).toBeNull();
});
