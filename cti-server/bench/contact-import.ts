import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { ContactImport, ImportPreview } from '@perezvon/crm-core/model';
import { startTestServer } from '../../fixtures/test-server.ts';
import { note, tell } from './figure.ts';

const ROWS = 100_000;
const PART_BYTES = 256 * 1_024;
/** As the page looks how far it has come. */
const LOOK_MS = 1_000;
const PATH = '/api/contact-imports';
const MB = 1_048_576;

/** F14: a hundred thousand lines through the server, a second time, when every number is known, and a million that are the same. */
async function contactImport(): Promise<void> {
  const server = await startTestServer({ config: { importMegabytes: 200 } });
  await server.addUser({ login: 'root', role: 'admin' });
  const cookie = await server.signIn('root');
  const ask = async <T>(method: string, path: string, body?: unknown) =>
    (await (await server.ask(method, path, { cookie, body })).json()) as T;

  async function sent(file: Buffer): Promise<string> {
    const { id } = await ask<ContactImport>('POST', PATH, {
      fileName: 'a.csv',
      bytes: file.length,
    });
    for (let at = 0; at < file.length; at += PART_BYTES) {
      await fetch(`${server.app.address}${PATH}/${id}/file?at=${at}`, {
        method: 'PUT',
        headers: { cookie, origin: server.origin, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(file.subarray(at, at + PART_BYTES)),
      });
    }
    return id;
  }

  async function measured(what: string, id: string): Promise<ContactImport> {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let most = before;
    const samples = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 50);
    const lag = monitorEventLoopDelay({ resolution: 1 });
    const began = performance.now();
    lag.enable();
    const { reading, columns, country } = await ask<ImportPreview>('GET', `${PATH}/${id}/preview`);
    const looked = performance.now() - began;
    const plan = { reading, country, columns: columns.map(({ guess }) => guess), known: 'fill' };
    await ask('POST', `${PATH}/${id}/start`, plan);
    let done = await ask<ContactImport>('GET', `${PATH}/${id}`);
    while (done.state === 'running') {
      await setTimeout(LOOK_MS);
      done = await ask('GET', `${PATH}/${id}`);
    }
    const seconds = (performance.now() - began) / 1_000;
    lag.disable();
    clearInterval(samples);
    const ms = (percentile: number) => lag.percentile(percentile) / 1e6;
    const { added, joined, left, refused } = done;
    const of = `added ${added}, joined ${joined}, known ${left}, refused ${refused}; looked at in ${looked.toFixed(0)} ms`;
    tell({ what: `${what}: time`, value: seconds, most: 60 * (done.total / ROWS), unit: 's', of });
    tell({
      what: `${what}: loop lag p99`,
      value: ms(99),
      most: 50,
      unit: 'ms',
      of: `p50 ${ms(50).toFixed(1)} ms, the most ${ms(100).toFixed(0)} ms`,
    });
    tell({
      what: `${what}: memory more`,
      value: (most - before) / MB,
      most: 64,
      unit: 'MB',
      of: `RSS ${(before / MB).toFixed(0)} MB before`,
    });
    return done;
  }

  const file = linesOf(ROWS);
  note(`${ROWS} lines, ${(file.length / MB).toFixed(1)} MB`);
  await measured('new contacts', await sent(file));
  await measured('the same again', await sent(file));
  await measured(
    'a million times one',
    await sent(Buffer.from(`name;phone\n${'Анна;84951234567\n'.repeat(1_000_000)}`)),
  );
  await server.stop();
}

function linesOf(count: number): Buffer {
  const lines = Array.from({ length: count }, (_, n) => {
    const company = `ООО Ромашка ${n % 5_000}`;
    return `Иван Петров ${n};+7495${1_000_000 + n};${company};менеджер;клиент`;
  });
  return Buffer.from(`Имя;Телефон;Компания;Должность;Метки\n${lines.join('\n')}\n`);
}

await contactImport();
process.exit(0);
