import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { readConfig, readDataDir } from './config.ts';
import { AppError, inWords } from './errors.ts';

const connectors = new Map([
  [
    'asterisk-ami',
    Type.Object(
      {
        host: Type.String({ default: '127.0.0.1' }),
        username: Type.String(),
        secret: Type.String(),
        extensions: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
  ],
]);
const asterisk = { id: 'office', username: 'perezvon', secret: 'a' };

function read(file: object | string | null, env: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'perezvon-config-'));
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  if (file !== null) writeFileSync(join(cwd, 'perezvon.config.json'), text);
  return { cwd, config: () => readConfig({ env, cwd, connectors }) };
}

describe('what is told', () => {
  test('with nothing said it listens on loopback and keeps its data beside', () => {
    const { cwd, config } = read(null);
    expect(config()).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: join(cwd, 'data'),
      pbx: [],
      key: null,
    });
  });

  test('the environment stands over the file', () => {
    const { config } = read({ port: 1000, language: 'en' }, { PEREZVON_PORT: '2000' });
    expect(config()).toMatchObject({ port: 2000, language: 'en' });
  });

  test('F08 addresses to which webhooks may go are blocks; there are none unless told', () => {
    expect(read(null).config().webhookAllow).toEqual([]);
    const { config } = read({ webhooks: { allow: ['10.0.0.5', 'fd00::/8'] } });
    expect(config().webhookAllow.map(([base, length]) => `${base}/${length}`)).toEqual([
      '10.0.0.5/32',
      'fd00::/8',
    ]);
    for (const webhooks of [5, { allow: 'x' }, { allow: [5] }, { deny: [] }]) {
      expect(() => read({ webhooks }).config()).toThrow('webhooks');
    }
    const wrong = read({ webhooks: { allow: ['10.0.0.0/33'] } });
    expect(() => wrong.config()).toThrow('"10.0.0.0/33" in webhooks.allow is no address');
  });

  test('a connection has the common keys with defaults, and its connector its own with defaults', () => {
    const { config } = read({ pbx: [{ ...asterisk, sip: { url: 'ws://10.0.0.5:8088/ws' } }] });
    expect(config().pbx[0]).toMatchObject({
      id: 'office',
      name: 'office',
      country: 'RU',
      sip: { url: 'ws://10.0.0.5:8088/ws', domain: '10.0.0.5' },
      settings: { host: '127.0.0.1', username: 'perezvon', secret: 'a', extensions: '[0-9]{2,6}' },
    });
  });

  test('a secret may come from the environment', () => {
    const file = { pbx: [{ ...asterisk, secret: 'env:AMI_SECRET' }] };
    expect(read(file, { AMI_SECRET: 'hidden' }).config().pbx[0]?.settings.secret).toBe('hidden');
    expect(read(file).config).toThrow(/environment variable AMI_SECRET, which is not set/);
    const ours = { pbx: [{ ...asterisk, secret: 'env:PEREZVON_AMI_SECRET' }] };
    const env = { PEREZVON_AMI_SECRET: 'hidden' };
    expect(read(ours, env).config().pbx[0]?.settings.secret).toBe('hidden');
  });
});

describe('where the records of a PBX are', () => {
  const cdrOf = (cdr: object, env: Record<string, string> = {}) => {
    const { cwd, config } = read({ pbx: [{ ...asterisk, cdr }] }, env);
    return { cwd, cdr: () => config().pbx[0]?.cdr };
  };

  test('in a file beside the configuration', () => {
    const { cwd, cdr } = cdrOf({ file: 'Master.csv' });
    expect(cdr()).toEqual({ kind: 'file', file: join(cwd, 'Master.csv'), table: null });
  });

  test.each([
    [
      { url: 'postgres://perezvon@10.0.0.5/asterisk', secret: 'env:CDR' },
      { kind: 'postgres', host: '10.0.0.5', port: 5432, user: 'perezvon', database: 'asterisk' },
      { secret: 'hidden', table: 'cdr', tls: null },
    ],
    [
      { url: 'mariadb://pere%20zvon@[::1]:3307/asteriskcdrdb', table: 'pbx.calls', tls: {} },
      { kind: 'mysql', host: '::1', port: 3307, user: 'pere zvon', database: 'asteriskcdrdb' },
      { secret: null, table: 'pbx.calls', tls: { ca: null } },
    ],
  ])('in a table of a database server: %j', (written, where, rest) => {
    expect(cdrOf(written, { CDR: 'hidden' }).cdr()).toEqual({ ...where, ...rest });
  });

  test.each([
    ['neither', {}, /key cdr\.file is missing; .* a database server has "url" in its place/],
    ['both', { url: 'mysql://u@h/d', file: 'a' }, /key cdr\.file is unknown; allowed: url, secret/],
    ['text', 'Master.csv', /key cdr is "Master.csv"; it must be an object \{ file, table \}/],
    ['another kind', { url: 'oracle://u@h/d' }, /key cdr\.url is "oracle:.*such as "postgres:/],
    ['no user', { url: 'mysql://h/d' }, /key cdr\.url .*address with user and database/],
    ['no database', { url: 'mysql://u@h' }, /key cdr\.url .*address with user and database/],
    ['a port too high', { url: 'mysql://u@h:99999/d' }, /cdr\.url.*from 1 to 65535/],
    ['half a letter', { url: 'mysql://u%FF@h/d' }, /cdr\.url.*hexadecimal/],
    ['SQL', { url: 'mysql://u@h/d', table: 'cdr; DROP' }, /key cdr\.table .*name of a table/],
    ['a key too many', { url: 'mysql://u@h/d', tabel: 'cdr' }, /cdr\.tabel.*"table"/],
  ])('%s: named with the cure', (_, cdr, words) => {
    expect(cdrOf(cdr as object).cdr).toThrow(words);
  });

  test('a password in the address is refused and not repeated', () => {
    const { cdr } = cdrOf({ url: 'postgres://perezvon:to/p@secret@10.0.0.5/asterisk' });
    expect(cdr).toThrow(/without a password \(that is "secret"\)/);
    expect(cdr).not.toThrow(/to\/p|secret@/);
  });
});

describe('a wrong key stops the start and is named with what was found, what is allowed, the cure', () => {
  test.each([
    ['unknown', { prot: 1 }, {}, /key prot is unknown; allowed: host, port.*Did you mean "port"\?/],
    [
      'of the wrong kind',
      { port: 'high' },
      {},
      /key port is "high"; it must be a whole number from 0/,
    ],
    ['out of range', {}, { PEREZVON_PORT: '99999' }, /environment: key port is 99999/],
    ['no number', {}, { PEREZVON_PORT: 'x' }, /environment: key port is "x"/],
    ['not of the list', { language: 'de' }, {}, /key language is "de"; it must be "ru" or "en"/],
    ['a variable', {}, { PEREZVON_PROT: '1' }, /PEREZVON_PROT is unknown.*"PEREZVON_PORT"/s],
    [
      'of a connection',
      { pbx: [{ ...asterisk, usrname: 'x' }] },
      {},
      /pbx\[0\]: key usrname.*"username"/,
    ],
    ['missing', { pbx: [{ id: 'a', secret: 's' }] }, {}, /pbx\[0\]: key username is missing/],
    [
      'connector',
      { pbx: [{ ...asterisk, connector: '3cx' }] },
      {},
      /"3cx"; it must be one of asterisk-ami/,
    ],
    [
      'no country',
      { pbx: [{ ...asterisk, country: 'ZZ' }] },
      {},
      /pbx\[0\]: key country is "ZZ", .*such as RU/,
    ],
    [
      'a country in words',
      { pbx: [{ ...asterisk, country: 'Russia' }] },
      {},
      /key country is "Russia"; .*RU/,
    ],
    ['half of TLS', { tlsCert: 'a.pem' }, {}, /tlsCert is there and tlsKey is not; TLS needs both/],
    ['id used twice', { pbx: [asterisk, asterisk] }, {}, /pbx id "office" occurs twice/],
    ['a nested one', { pbx: [{ ...asterisk, sip: { uri: 'x' } }] }, {}, /key sip.uri is unknown/],
  ])('%s', (_, file, env, words) => {
    expect(read(file, env as Record<string, string>).config).toThrow(words);
  });

  test('in Russian too, whatever is wrong', () => {
    const words = (file: object, env: Record<string, string> = {}) => {
      try {
        read(file, env).config();
      } catch (error) {
        if (error instanceof AppError) return inWords(error.code, 'ru', error.values).sentence;
      }
      return '';
    };
    const wrong = {
      port: 'x',
      prot: 1,
      trustedProxies: 1,
      language: 'fr',
      captureDays: -1,
      host: 7,
      pbx: [
        { ...asterisk, country: 'ZZ', outsidePrefix: 'x', extensions: '(', sip: {}, secret: 1 },
        {
          ...asterisk,
          connector: '3cx',
          cdr: {},
          recordingsUrl: { url: 'x' },
          recordingPath: '{x}',
        },
        { id: 'B', cdr: { url: 'mysql://u@h:99999/d' }, dialFormat: 'x', labels: 1 },
        { id: 'c', cdr: { url: 'x', table: '-' } },
      ],
    };
    const said = words(wrong, { PEREZVON_PROT: '1', PEREZVON_PORT: 'x' });
    expect(said.split('\n').length).toBeGreaterThan(15);
    for (const line of said.split('\n')) {
      expect(line).toMatch(/[а-яё]/);
      expect(line).not.toMatch(/\b(?:is|it must|must be|key|allowed|such as|or|from|with)\b/);
    }
    expect(said).toContain('ключ country — "ZZ", такой нет; нужно: страна двумя заглавными');
    expect(words({ pbx: [{ ...asterisk, secret: 'env:NO' }] })).toMatch(/переменную окружения NO/);
  });

  test('all wrong keys are named at once', () => {
    expect(read({ prot: 1, hots: 'x' }).config).toThrow(/prot[\s\S]*hots|hots[\s\S]*prot/);
  });

  test('a secret of the wrong kind is not repeated', () => {
    const config = read({ pbx: [{ ...asterisk, secret: 123_456 }] }).config;
    expect(config).toThrow(/key secret is not shown here/);
    expect(config).not.toThrow(/123456/);
  });

  test('a file that is no JSON is named', () => {
    expect(read('{ "port": }').config).toThrow(/perezvon.config.json cannot be read/);
  });
});

describe('where the data lies, for a backup by cron', () => {
  test('is read without the secrets of PBXs', () => {
    const dir = mkdtempSync(join(tmpdir(), 'perezvon-config-'));
    const file = join(dir, 'perezvon.config.json');
    const pbx = [{ id: 'main', host: 'pbx', user: 'x', secret: 'env:AMI_SECRET' }];
    writeFileSync(file, JSON.stringify({ dataDir: 'kept', pbx }));
    expect(readDataDir({ env: {}, cwd: dir })).toBe(join(dir, 'kept'));
    expect(readDataDir({ env: { PEREZVON_DATA_DIR: 'other' }, cwd: dir })).toBe(join(dir, 'other'));
    writeFileSync(file, JSON.stringify({ dataDir: 7 }));
    expect(() => readDataDir({ env: {}, cwd: dir })).toThrow(/dataDir/);
    rmSync(dir, { recursive: true });
  });
});
