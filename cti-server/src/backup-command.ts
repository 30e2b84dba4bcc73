// `npm run backup -- [--to FOLDER] [--with-key]` and `npm run restore -- FOLDER`.
import { constants, setPriority } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBackup } from './backup/backup.ts';
import { restoreBackup } from './backup/restore.ts';
import { readDataDir } from './kernel/config.ts';
import { noteRestored } from './restore-noted.ts';
import { forTerminal, terminalLanguage } from './kernel/terminal.ts';
import { CTI_JOURNAL } from './open-data.ts';

const USAGE = `npm run backup -- [--to FOLDER] [--with-key]
  copies the data while the server runs, into a new folder of FOLDER (default: backups)
  --with-key   the key of stored secrets, too: whoever has the backup can read them
npm run restore -- FOLDER [--without-secrets]
  puts a backup in the place of the data; the server must not run; the data of before is kept aside
  --without-secrets   the key is lost: what it sealed (secrets of PBX connections, SIP passwords, second factors,
                      webhooks) is given up and typed or made anew`;

function wordsOf(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        to: { type: 'string', default: 'backups' },
        'with-key': { type: 'boolean', default: false },
        'without-secrets': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return null;
  }
}

async function main([command, ...words]: readonly string[]): Promise<number> {
  const asked = wordsOf(words);
  if (!asked) {
    console.error(USAGE);
    return 2;
  }
  const { values, positionals } = asked;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const dataDir = readDataDir({ env: process.env, cwd: process.cwd() });
  if (command === 'backup' && positionals.length === 0) {
    await backup(dataDir, { into: resolve(values.to), withKey: values['with-key'] });
    return 0;
  }
  const [folder] = positionals;
  if (command === 'restore' && folder !== undefined && positionals.length === 1) {
    restore(dataDir, resolve(folder), values['without-secrets']);
    return 0;
  }
  console.error(USAGE);
  return 2;
}

async function backup(dataDir: string, to: { into: string; withKey: boolean }): Promise<void> {
  // the server, which goes on, comes first
  setPriority(constants.priority.PRIORITY_LOW);
  let shown = 0;
  const progress = (share: number) => {
    const percent = Math.floor(share * 10) * 10;
    if (percent > shown && process.stderr.isTTY) process.stderr.write(`\r${percent} %`);
    shown = Math.max(shown, percent);
  };
  const { folder, bytes, calls, contacts, withKey } = await makeBackup({
    dataDir,
    ...to,
    now: Date.now(),
    progress,
  });
  if (process.stderr.isTTY) process.stderr.write('\r');
  const key = withKey
    ? 'The key of stored secrets is in it: keep the folder as safe as the server itself.'
    : `Not in it: the key of stored secrets (${join(dataDir, 'secret.key')} or PEREZVON_KEY). Keep it elsewhere: without it secrets of PBX connections, SIP passwords, second factors and secrets of webhooks are lost. Recordings are the PBX's.`;
  console.log(`${folder}
${calls} calls, ${contacts} contacts, ${(bytes / 1e6).toFixed(1)} MB, checked.
${key}
To restore: stop the server, then npm run restore -- ${folder}`);
}

function restore(dataDir: string, folder: string, withoutSecrets: boolean): void {
  const { aside, withKey, secrets, forgotten, stoppedWebhooks } = restoreBackup({
    folder,
    dataDir,
    givenKey: process.env.PEREZVON_KEY || null,
    withoutSecrets,
    migrations: join(dirname(import.meta.dirname), 'migrations'),
    ctiJournal: CTI_JOURNAL,
    now: Date.now(),
    note: noteRestored,
  });
  const key = withKey
    ? 'The key of stored secrets came with it.'
    : forgotten
      ? `Given up, to be typed anew: secrets of ${forgotten.connections} PBX connections, ${forgotten.sipPasswords} SIP passwords, secrets of ${forgotten.webhooks} webhooks, ${forgotten.secondFactors.length} second factors.`
      : secrets === 0
        ? 'No secrets are stored in it.'
        : `The key that is here opens the ${secrets} stored secrets.`;
  const lines = [
    `${folder} is in ${dataDir} now.`,
    aside ? `The data of before: ${aside}` : 'There was no data before.',
    key,
    ...(stoppedWebhooks > 0
      ? [`${stoppedWebhooks} webhooks send nothing until an administrator enables them.`]
      : []),
    'Start the server: npm start',
  ];
  console.log(lines.join('\n'));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(forTerminal(error, terminalLanguage(process.env)));
  process.exitCode = 1;
}
