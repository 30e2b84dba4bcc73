import { afterAll, expect, test } from 'vitest';
import { createWorldStage, troubles, wholeEntry } from '../../../fixtures/asterisk/worlds/stage.ts';

// What keeps a browser from calling, each in a world of its own on a real Asterisk.

const stage = createWorldStage();
const { enter, examined } = stage;
afterAll(stage.stop);

const user = (extension: number, sipPassword = `browser-${extension}-secret`) => ({
  login: `user-${extension}`,
  pbx: 'main',
  extension: String(extension),
  device: 'browser' as const,
  sipPassword,
});

test.each([22, 16] as const)(
  'Asterisk %i: each fault of an endpoint is named with the endpoint and the lines, and only that',
  async (version) => {
    const entry = wholeEntry(await enter('endpoints that no browser can use', { version }));
    const people = [201, 202, 203, 204, 205, 206, 209].map((extension) => user(extension));
    const told = await examined(entry, [...people, user(210, 'not the password')]);
    for (const [check, name, words, line] of [
      ['endpoint', '202', /did not load it.*certificate/, 'dtls_auto_generate_cert = yes'],
      ['webrtc', '201', /no webrtc = yes/, 'webrtc = yes'],
      ['certificate', '203', /no certificate/, 'dtls_auto_generate_cert = yes'],
      ['codecs', '204', /no codec that browsers know/, 'allow = opus,ulaw,alaw'],
      ['ice', '205', /ice_support is off/, 'ice_support = yes'],
    ] as const) {
      expect(told[check]).toMatchObject({ state: 'failed', file: 'pjsip.conf' });
      expect(told[check]?.found.en).toMatch(words);
      expect(told[check]?.found.en).toMatch(new RegExp(`^${name}: `));
      expect(told[check]?.found.ru).toMatch(new RegExp(`^${name}: .*[а-я]`));
      expect(told[check]?.lines).toEqual([`[${name}]`, ...(told[check]?.lines ?? []).slice(1)]);
      expect(told[check]?.lines).toContain(line);
    }
    // 202 is not loaded, 206 registers nowhere, the password of 210 is wrong
    expect(told['registration']).toMatchObject({ state: 'failed' });
    expect(told['registration']?.found.en).toMatch(/\b206: .*\(404\).*\b210: .*\(401\)/);
  },
);

test('a wrong password is refused, an AOR of another name registers nobody: each with its lines', async () => {
  const pbx = await enter('endpoints that no browser can use');
  const wrong = await examined(wholeEntry(pbx), [user(210, 'not the password'), user(209)]);
  expect(troubles(wrong)).toEqual({ registration: 'failed' });
  expect(wrong['registration']?.found.en).toMatch(/^210: the PBX refuses the password \(401\)/);
  expect(wrong['registration']?.lines).toContain('username = 210');
  const lost = await examined(wholeEntry(pbx), [user(206)]);
  expect(lost['registration']?.found.en).toMatch(/^206: the PBX does not register it \(404\)/);
  const { sipPassword: _, ...without } = user(209);
  const none = await examined(wholeEntry(pbx), [without]);
  expect(none['registration']).toMatchObject({ state: 'warning' });
  // nobody was signed off or on by all this
  expect(await pbx.cli('pjsip show contacts')).not.toMatch(/\b2\d\d\/sip:/);
});

test('an Asterisk that does not tell its endpoints says what to load', async () => {
  const told = await examined(wholeEntry(await enter('no settings of endpoints')), [user(209)]);
  expect(told['endpoint']).toMatchObject({ state: 'warning', file: 'modules.conf' });
  expect(told['registration']?.state).toBe('ok');
});
