import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { createWorldStage, troubles, wholeEntry } from '../../../fixtures/asterisk/worlds/stage.ts';
import { tlsPortOf } from '../../../fixtures/asterisk/worlds/worlds.ts';

const stage = createWorldStage();
afterAll(stage.stop);

const cert = readFileSync(
  new URL('../../../fixtures/tls/test-only.cert.pem', import.meta.url),
  'utf8',
);
const { fingerprint256 } = new X509Certificate(cert);

test('a real AMI over TLS: known by its CA or its pin, else refused with the reason and the fingerprint', async () => {
  const pbx = await stage.enter('an AMI over TLS');
  const { sip: _, ...entry } = wholeEntry(pbx) as Record<string, unknown>;
  const byTls = (tls: object, more: object = {}) =>
    stage.examined({ ...entry, port: tlsPortOf(pbx.ports.ami), tls, ...more });

  for (const known of [{ ca: cert }, { fingerprint256 }]) {
    const told = await byTls(known);
    expect(troubles(told)).toEqual({ browsers: 'skipped' });
    expect(told['address']?.found.en).toMatch(/over TLS/);
  }
  const unknown = await byTls({});
  expect(unknown['address']).toMatchObject({ state: 'failed' });
  expect(unknown['address']?.found.en).toMatch(/signed by nobody this server knows/);
  for (const text of Object.values(unknown['address']?.found ?? {}))
    expect(text).toContain(fingerprint256);
  const elsewhere = await byTls({ ca: cert }, { host: 'localhost' });
  expect(elsewhere['address']?.found.en).toMatch(/is for another name/);
  const mistaken = await byTls({ fingerprint256: 'AA:'.repeat(32).slice(0, -1) });
  expect(mistaken['address']?.found.en).toMatch(/is not the pinned one/);
  const inClear = { ...entry, port: pbx.ports.ami, tls: { ca: cert } };
  const plain = await stage.examinedHere(inClear);
  expect(plain['address']?.found.en).toMatch(/does not speak TLS/);
});
