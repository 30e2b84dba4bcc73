import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Health } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { inWords, type Phrase } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { reasonOf } from '../kernel/system-error.ts';

/** Keeps an eye on the folders of recordings: one may be mounted later than the server starts, or fall off. */
export interface FolderWatch {
  /** Watches this PBX's folder, too. */
  add(folder: { readonly pbx: string; readonly dir: string }): void;
  remove(pbx: string): void;
  /** Looks at once, then every ten seconds. */
  start(): void;
  stop(): void;
  health(): Health['parts'];
}

const EVERY_MS = 10_000;
/** A network share that is gone answers nothing at all, not even that. */
const PATIENCE_MS = 5_000;

const SILENT: Phrase = {
  ru: 'он не отвечает (сетевой диск пропал?)',
  en: 'it does not answer (a network share that is gone?)',
};

/** One folder, and how it stands. */
interface Watched {
  readonly pbx: string;
  readonly dir: string;
  since: number;
  trouble: Phrase | null;
  /** A look that goes on is not begun again: each holds a thread. */
  looking: boolean;
}

/** A trouble is logged once and told by health; nothing stops for it. */
export function createFolderWatch(options: {
  clock: Clock;
  log: Log;
  look?: typeof lookAt;
}): FolderWatch {
  const { clock, log, look = lookAt } = options;
  let watched: readonly Watched[] = [];
  let started = false;
  let cancel = () => {};

  function tell(one: Watched, trouble: Phrase | null): void {
    const { pbx, dir } = one;
    if (trouble?.en === one.trouble?.en) return;
    Object.assign(one, { trouble, since: clock.now() });
    if (!trouble) return log.info({ pbx, dir }, 'The folder of recordings can be read again');
    const { sentence, cure } = inWords('recordings-unreadable', 'en', { dir, reason: trouble });
    log.warn({ pbx }, `${sentence} ${cure}`);
  }

  function lookAtOne(one: Watched): void {
    if (one.looking) return;
    one.looking = true;
    const giveUp = clock.after(PATIENCE_MS, () => tell(one, SILENT));
    void look(one.dir).then((trouble) => {
      giveUp();
      one.looking = false;
      if (watched.includes(one)) tell(one, trouble);
    });
  }

  function start(): void {
    started = true;
    for (const one of watched) lookAtOne(one);
    cancel = clock.after(EVERY_MS, start);
  }

  return {
    add(folder) {
      const one = { ...folder, since: clock.now(), trouble: null, looking: false };
      watched = [...watched, one];
      if (started) lookAtOne(one);
    },
    remove(pbx) {
      watched = watched.filter((one) => one.pbx !== pbx);
    },
    start,
    stop: () => cancel(),
    health: () => watched.map(partOf),
  };
}

function partOf({ pbx, dir, since, trouble }: Watched): Health['parts'][number] {
  const base = { part: `recordings:${pbx}`, ok: trouble === null, since: iso(since) };
  if (!trouble) return { ...base, problem: null, detail: null, cure: null };
  const values = { dir, reason: trouble };
  const [ru, en] = [inWords('recordings-unreadable', 'ru', values), inWords('recordings-unreadable', 'en', values)];
  const reason = { ru: `${ru.sentence} ${ru.cure}`, en: `${en.sentence} ${en.cure}` };
  const problem = { code: 'recordings-unreadable', values: {}, reason };
  return { ...base, problem, detail: en.sentence, cure: en.cure };
}

/** Why recordings cannot be read in a folder; null when they can. Its list is not needed: calls name their files. */
export async function lookAt(dir: string): Promise<Phrase | null> {
  try {
    const found = await stat(dir);
    if (!found.isDirectory()) return { ru: 'это не каталог', en: 'it is no directory' };
    await access(dir, constants.X_OK);
    return null;
  } catch (error) {
    return reasonOf(error, dir);
  }
}
