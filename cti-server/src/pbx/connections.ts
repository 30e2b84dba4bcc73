import { versionOf } from '@perezvon/crm-core';
import type { TObject } from 'typebox';
import type { Connection } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { connectorOf, entrySchema, type PbxConfig, readPbx } from '../kernel/config-pbx.ts';
import { type KeyProblem, lines } from '../kernel/config-check.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import {
  type Entry,
  hostOfSecret,
  putSecrets,
  secretPaths,
  takeSecrets,
} from '../kernel/secret-parts.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { ConnectionStore, StoredConnection } from './connection-store.ts';

/** The settings of all PBX connections: those of the configuration file, and those made in the page. */
export interface Connections {
  /** Those of the file first, then the oldest. */
  list(): Connection[];
  get(id: string): Connection | null;
  /** What would run with this id, enabled or not; null when there is none. Throws `AppError` `secret-unreadable`. */
  configOf(id: string): PbxConfig | null;
  /** What is to run: the enabled ones, secrets included. One whose secrets can't be read is logged and left out. */
  running(): PbxConfig[];
  /**
   * Makes one, enabled unless told; its id comes from its name where it has none. Throws `AppError` `invalid` with the fields
   * that are wrong, `pbx-id-taken`.
   */
  create(entry: Entry, options?: { enabled: boolean }): Promise<Connection>;
  /** What is wrong with the settings of one before it is made or changed; null: nothing. */
  wrongWith(entry: Entry & { readonly id: string }): AppError | null;
  /**
   * Changes one; a secret that is left out stays as it was, unless it would go to another host. Null when there is
   * none. Throws as `create`, and `pbx-from-file`.
   */
  change(id: string, entry: Entry): Promise<Connection | null>;
  /** Null when there is none. Throws `pbx-from-file`. */
  setEnabled(id: string, enabled: boolean): Promise<Connection | null>;
  /** False when there is none. Throws `pbx-from-file`. */
  remove(id: string): Promise<boolean>;
  /** Seals by the present key what an older one sealed. */
  renewSecrets(): Promise<void>;
}

/** `changed` is told of each change: what is to run with this id from now on, null for nothing. */
export function createConnections(parts: {
  fromFile: readonly PbxConfig[];
  store: ConnectionStore;
  secrets: Secrets;
  /** Connector → schema of its own settings. */
  connectors: ReadonlyMap<string, TObject>;
  /** Paths in entries are relative to this. */
  base: string;
  changed: (id: string, config: PbxConfig | null) => Promise<void>;
  clock: Clock;
  log: Log;
}): Connections {
  const { fromFile, store, secrets, connectors, base, changed, clock, log } = parts;

  const stored = (id: string) => store.list().find((one) => one.id === id) ?? null;
  const isInFile = (id: string) => fromFile.some((one) => one.id === id);
  const inStore = () => store.list().filter(({ id }) => !isInFile(id));

  /** The whole entry, secrets in clear. Throws `AppError` `secret-unreadable`. */
  function opened({ id, entry, secrets: sealed }: StoredConnection): Entry {
    const clear = Object.entries(sealed).map(([path, text]) => [
      path,
      secrets.open(text, recordOf(id, path)),
    ]);
    return putSecrets({ ...entry, id }, Object.fromEntries(clear));
  }

  /** Throws `AppError` `invalid` for what the schema alone does not see. */
  function read(id: string, entry: Entry): PbxConfig {
    const problems: KeyProblem[] = [];
    const config = readPbx({ ...entry, id }, { where: id, connectors, base, problems });
    if (problems.length === 0) return config;
    const fields = Object.fromEntries(problems.map(({ key, mark }) => [key, mark]));
    throw new AppError('invalid', { values: { what: lines(problems) }, fields });
  }

  /** Null where it cannot run. */
  function runnable(connection: StoredConnection): PbxConfig | null {
    try {
      return read(connection.id, opened(connection));
    } catch (error) {
      log.error({ pbx: connection.id, error: String(error) }, 'A PBX connection cannot run');
      return null;
    }
  }

  function viewOf(connection: StoredConnection): Connection {
    const { id, enabled, entry, secrets: sealed } = connection;
    return {
      id,
      source: 'page',
      enabled,
      entry: { ...entry, id },
      secrets: Object.keys(sealed),
      problem: problemOf(connection),
      // sealed they say that they are others, and nothing else
      version: versionOf([entry, sealed]),
    };
  }

  function problemOf(connection: StoredConnection): string | null {
    try {
      read(connection.id, opened(connection));
      return null;
    } catch (error) {
      return error instanceof AppError ? error.code : 'internal';
    }
  }

  /** Checks, seals, stores and starts it. */
  async function save(before: StoredConnection, typed: Entry): Promise<Connection> {
    const { id } = before;
    const whole = withKept(typed, before);
    const config = read(id, whole);
    const paths = pathsIn(whole);
    const { plain, secrets: clear } = takeSecrets(whole, paths);
    const sealed = Object.entries(clear).map(([path, text]) => [
      path,
      secrets.seal(text, recordOf(id, path)),
    ]);
    const { id: _, ...entry } = plain;
    const after = { ...before, entry, secrets: Object.fromEntries(sealed) };
    await store.save(after);
    await changed(id, after.enabled ? config : null);
    return viewOf(after);
  }

  function pathsIn(entry: Entry): string[] {
    const own = connectors.get(connectorOf(entry));
    return own ? secretPaths(entrySchema(own, entry)) : [];
  }

  /** With the secrets that were left out, as far as they stay with their host. */
  function withKept(typed: Entry, before: StoredConnection): Entry {
    const { secrets: given } = takeSecrets(typed, pathsIn(typed));
    const left = Object.keys(before.secrets).filter((path) => given[path] === undefined);
    const moved = left.filter((path) => {
      const host = hostOfSecret(typed, path);
      return host !== null && host !== hostOfSecret(before.entry, path);
    });
    if (moved.length > 0) {
      const fields = Object.fromEntries(moved.map((path) => [path, 'secret-again']));
      throw new AppError('invalid', { values: { what: moved.join(', ') }, fields });
    }
    const kept = left.map((path) => [
      path,
      secrets.open(before.secrets[path] ?? '', recordOf(before.id, path)),
    ]);
    return putSecrets(typed, Object.fromEntries(kept));
  }

  /** What is changed here; what stands in the file is changed there. */
  function own(id: string): StoredConnection | null {
    if (isInFile(id)) throw new AppError('pbx-from-file', { values: { pbx: id } });
    return stored(id);
  }

  const get = (id: string): Connection | null => {
    const inFile = fromFile.find((one) => one.id === id);
    if (inFile) return viewOfFile(inFile);
    const one = stored(id);
    return one && viewOf(one);
  };

  return {
    list: () => [...fromFile.map(viewOfFile), ...inStore().map(viewOf)],
    get,
    configOf(id) {
      const inFile = fromFile.find((one) => one.id === id);
      if (inFile) return inFile;
      const one = stored(id);
      return one && read(id, opened(one));
    },
    running: () => [
      ...fromFile,
      ...inStore().flatMap((one) => (one.enabled ? (runnable(one) ?? []) : [])),
    ],
    async create({ id: wanted, ...entry }, { enabled } = { enabled: true }) {
      const taken = (id: string) => isInFile(id) || stored(id) !== null;
      const name = typeof entry.name === 'string' ? entry.name : '';
      const id = typeof wanted === 'string' ? wanted : freeId(name, taken);
      if (taken(id)) {
        throw new AppError('pbx-id-taken', { values: { pbx: id }, fields: { id: 'taken' } });
      }
      return save({ id, enabled, entry: {}, secrets: {}, createdAt: clock.now() }, entry);
    },
    wrongWith({ id, ...entry }) {
      try {
        read(id, entry);
        return null;
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    },
    async change(id, entry) {
      const before = own(id);
      return before && save(before, entry);
    },
    async setEnabled(id, enabled) {
      const before = own(id);
      if (!before) return null;
      const after = { ...before, enabled };
      const config = enabled ? read(id, opened(before)) : null;
      await store.save(after);
      await changed(id, config);
      return viewOf(after);
    },
    async renewSecrets() {
      for (const one of store.list()) {
        const parts = Object.entries(one.secrets).map(
          ([path, text]) => [path, text, secrets.renewed(text, recordOf(one.id, path))] as const,
        );
        if (parts.every(([, , renewed]) => renewed === null)) continue;
        const sealed = parts.map(([path, text, renewed]) => [path, renewed ?? text]);
        await store.save({ ...one, secrets: Object.fromEntries(sealed) });
      }
    },
    async remove(id) {
      if (!own(id)) return false;
      await store.remove(id);
      await changed(id, null);
      return true;
    },
  };
}

const recordOf = (id: string, path: string) => `pbx/${id}/${path}`;

function viewOfFile({ id, entry, secrets }: PbxConfig): Connection {
  return {
    id,
    source: 'file',
    enabled: true,
    entry,
    secrets: [...secrets],
    problem: null,
    version: versionOf([entry]),
  };
}

const LONGEST_ID = 32;

/** A short id that is not taken, made of the Latin letters of a name. */
function freeId(name: string, taken: (id: string) => boolean): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, LONGEST_ID - 4);
  const base = slug || 'pbx';
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken(id)) return id;
  }
}
