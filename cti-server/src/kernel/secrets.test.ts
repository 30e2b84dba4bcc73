import { chmodSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addKey, dropOldKeys, loadKeys } from './secret-key.ts';
import { createSecrets } from './secrets.ts';

const secrets = createSecrets([Buffer.alloc(32, 1)]);

describe('F11 secrets at rest', () => {
  test('any text comes back from its own record, and never lies in clear', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (plain) => {
        const sealed = secrets.seal(plain, 'users/1/sip');
        expect(secrets.open(sealed, 'users/1/sip')).toBe(plain);
        expect(sealed).not.toContain(plain);
      }),
    );
  });

  test('the same text is never sealed alike twice', () => {
    expect(secrets.seal('x', 'r')).not.toBe(secrets.seal('x', 'r'));
  });

  test('the text of one row does not open in another', () => {
    const sealed = secrets.seal('hidden', 'users/1/sip');
    expect(() => secrets.open(sealed, 'users/2/sip')).toThrow(/users\/2\/sip cannot be read/);
  });

  test('another key is refused in words', () => {
    const sealed = createSecrets([Buffer.alloc(32, 2)]).seal('hidden', 'r');
    expect(() => secrets.open(sealed, 'r')).toThrow(/the key is another one/);
  });

  test('a changed text is refused, whichever character', () => {
    const sealed = secrets.seal('hidden', 'r');
    for (let at = 0; at < sealed.length - 1; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => secrets.open(changed, 'r')).toThrow(/cannot be read/);
    }
  });
});

describe('F11 another key', () => {
  const [old, next] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];

  test('opens what the older one sealed, seals with the new one, and renews each text once', () => {
    const ours = createSecrets([old]);
    const sealed = ours.seal('hidden', 'r');
    ours.use([next, old]);
    expect(ours.open(sealed, 'r')).toBe('hidden');
    const renewed = ours.renewed(sealed, 'r') ?? '';
    expect(ours.renewed(renewed, 'r')).toBeNull();
    ours.use([next]);
    expect(ours.open(renewed, 'r')).toBe('hidden');
    expect(() => ours.open(sealed, 'r')).toThrow(/the key is another one/);
    expect(ours.renewed(sealed, 'r')).toBeNull();
  });

  test('is added to the file before the old one, which goes when nothing needs it', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-keys-'));
    const place = { given: null, dataDir };
    const [first] = loadKeys(place);
    const added = addKey(place);
    expect(added).toHaveLength(2);
    expect(added[1]).toEqual(first);
    expect(loadKeys(place)).toEqual(added);
    expect(dropOldKeys(place)).toEqual([added[0]]);
    expect(loadKeys(place)).toEqual([added[0]]);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  test('of PEREZVON_KEY is the administrator’s to give: the new one, a comma, the old one', () => {
    const given = `${next.toString('hex')},${old.toString('base64')}`;
    const place = { given, dataDir: '/nowhere' };
    expect(loadKeys(place)).toEqual([next, old]);
    expect(() => addKey(place)).toThrow(/PEREZVON_KEY/);
    expect(dropOldKeys(place)).toEqual([next, old]);
  });
});

describe('the key', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'perezvon-key-'));
  const file = join(dataDir, 'secret.key');

  test('is made at the first start, for its owner only, and stays', () => {
    const [key] = loadKeys({ given: null, dataDir });
    expect(key).toHaveLength(32);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadKeys({ given: null, dataDir })).toEqual([key]);
  });

  test('may be given, as hex or base64', () => {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    expect(loadKeys({ given: key.toString('base64'), dataDir })).toEqual([key]);
    expect(loadKeys({ given: key.toString('hex'), dataDir })).toEqual([key]);
  });

  test('of another length is refused', () => {
    expect(() => loadKeys({ given: 'abc', dataDir })).toThrow(/PEREZVON_KEY is not 32 bytes/);
  });

  test('that others may read is refused', () => {
    chmodSync(file, 0o644);
    expect(() => loadKeys({ given: null, dataDir })).toThrow(/Others may read/);
  });
});
