import { expect, test } from 'vitest';
import { dialledNumber, endpointOf, extensionNamed } from './channel-name.ts';

const isExtension = (name: string) => /^\d{2,6}$/.test(name);

test.each([
  ['PJSIP/101-0000001f', '101', '101'],
  ['SIP/mango-office-0000001a', 'mango-office', null],
  ['IAX2/10.0.0.7:4569-4711', '10.0.0.7:4569', null],
  ['DAHDI/i1/79161234567-1a', 'i1/79161234567', null],
  ['DAHDI/1-1', '1', null],
  ['SCCP/101-00000002', '101', '101'],
  ['Skinny/101@desk-3', '101@desk', '101'],
  ['PJSIP/201-WS-0000001f', '201-WS', '201'],
  ['Dongle/dongle0-0100000000', 'dongle0', null],
])('C21 %s is at the endpoint %s, extension %s', (name, endpoint, extension) => {
  expect(endpointOf(name)).toBe(endpoint);
  expect(extensionNamed(endpoint, isExtension)).toBe(extension);
});

test.each([
  'Local/101@from-internal-0000001f;1',
  'Snoop/1795430843.2-00000001',
  'UnicastRTP/127.0.0.1:40000-0x7f0001',
  'Message/ast_msg_queue',
  'AsyncGoto/PJSIP/101-0000001f',
  'CBAnn/600-00000001;1',
  'DAHDI/pseudo-12345',
  'OutgoingSpoolFailed',
])('C22 %s is the PBX’s own', (name) => {
  expect(endpointOf(name)).toBeNull();
});

test.each([
  ['79161234567@pstn', '79161234567'],
  ['PJSIP/pstn/sip:+79161234567@10.0.0.1:5060;transport=tcp', '+79161234567'],
  ['user:secret@iax.example.com/79161234567@context', '79161234567'],
  ['DAHDI/g0/ww79161234567', '79161234567'],
  ['Dongle/dongle0/+79161234567', '+79161234567'],
  ['Local/79161234567@from-internal/n', '79161234567'],
  ['101', '101'],
  ['gateway', null],
  ['10.0.0.7:4569', null],
  [undefined, null],
])('C21 %s dials %s', (dialString, number) => {
  expect(dialledNumber(dialString)).toBe(number);
});
