import { isAbsolute } from 'node:path';
import type { TObject } from 'typebox';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { changesBetween } from '../audit/changes.ts';
import {
  type AuditAction,
  type AuditTarget,
  Connection,
  ConnectionEntry,
  ConnectionList,
  ConnectionPatch,
  ExtensionList,
  type PbxAccount,
  isPhoneOf,
  phonesOf,
} from '../contract/index.ts';
import type { ExtensionsOf } from '../doctor/extension-list.ts';
import { connectorOf, entrySchema, formSchema } from '../kernel/config-pbx.ts';
import { AppError } from '../kernel/errors.ts';
import { type Entry, secretPaths, takeSecrets } from '../kernel/secret-parts.ts';
import type { Connections } from '../pbx/connections.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Noted } from './noted.ts';
import type { Paced } from './paced.ts';
import { type Api, orNotFound } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';
import { check } from './validation.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** What connection routes stand on. */
export interface ConnectionParts {
  readonly connections: Connections;
  /** Connector → schema of its own settings. */
  readonly connectors: ReadonlyMap<string, TObject>;
  readonly accounts: Pick<Accounts, 'list'>;
  readonly pbxAccounts: Readonly<Record<string, PbxAccount>>;
  readonly extensionsOf: ExtensionsOf;
  /** Each address that is new. */
  readonly paced: Paced;
  readonly audit: Noted;
}

/** PBX connections: for administrators. Secrets go in and never come out. */
export function connectionRoutes(api: Api, parts: ConnectionParts): void {
  const { connections, connectors, accounts, pbxAccounts, extensionsOf, paced, audit } = parts;
  const replace = createReplace();
  const kinds = Object.fromEntries([...connectors].map(([name, own]) => [name, formSchema(own)]));

  /** `typed`: what was sent, of whose secrets it is noted that they were set. */
  const changeOf = (action: AuditAction, before: Connection | null, typed: Entry = {}) => {
    const own = connectors.get(connectorOf(typed));
    const paths = own ? secretPaths(entrySchema(own, typed)) : [];
    return {
      action,
      target: before ? targetOf(before) : ({ kind: 'connection' } as const),
      before: before && { ...before.entry, enabled: before.enabled },
      secrets: Object.keys(takeSecrets(typed, paths).secrets),
    };
  };

  /** The id is the server's to give, or stands in the address. */
  function checked(id: string, entry: Entry): Entry {
    const own = connectors.get(connectorOf(entry));
    if (!own) {
      throw new AppError('invalid', {
        values: { what: 'connector' },
        fields: { connector: 'wrong' },
      });
    }
    // what is kept of secrets is filled in later: left out here they are no mistake
    const schema = entrySchema(own, entry);
    const filled = Value.Default(schema, structuredClone({ ...entry, id }));
    check(withoutNeed(schema), filled, 'body');
    refuseRelative(entry);
    return entry;
  }

  api.get(
    '/api/connections',
    {
      schema: {
        summary: 'All PBX connections, without secrets',
        response: { 200: ConnectionList },
      },
    },
    async () => ({ items: connections.list(), kinds, accounts: pbxAccounts }),
  );

  api.post(
    '/api/connections',
    {
      schema: {
        summary: 'Connect to one more PBX, at once',
        body: ConnectionEntry,
        response: { 201: Connection },
      },
    },
    async (request, reply) => {
      const { id = 'new', ...entry } = request.body;
      checked(String(id), entry);
      await paced(request);
      const change = changeOf('connection-created', null, request.body);
      const after = await audit.change(request, change, () => connections.create(request.body));
      return reply.status(201).send(after);
    },
  );

  api.put(
    '/api/connections/:id',
    {
      schema: {
        summary: `Change a PBX connection; it connects anew, and its calls are taken up again. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: ConnectionEntry,
        response: { 200: Connection },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { id: _, ...entry } = request.body;
      const now = () => orNotFound(connections.get(id));
      const before = now();
      const typed = checked(id, entry);
      if (hasMoved(before.entry, typed)) await paced(request, targetOf(before));
      const change = changeOf('connection-changed', before, typed);
      const save = () => audit.change(request, change, () => connections.change(id, typed));
      return orNotFound(await replace(request, () => now().version, save));
    },
  );

  api.patch(
    '/api/connections/:id',
    {
      schema: {
        summary: 'Disable or enable a PBX connection',
        params: Id,
        body: ConnectionPatch,
        response: { 200: Connection },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { enabled } = request.body;
      const before = orNotFound(connections.get(id));
      const change = changeOf(enabled ? 'connection-enabled' : 'connection-disabled', before);
      return orNotFound(
        await audit.change(request, change, () => connections.setEnabled(id, enabled)),
      );
    },
  );

  api.get(
    '/api/connections/:id/extensions',
    {
      schema: {
        summary: 'The extensions that the PBX has, and whose they are',
        params: Id,
        response: { 200: ExtensionList },
      },
    },
    async (request) => {
      const { id } = request.params;
      const found = await extensionsOf(orNotFound(connections.configOf(id)));
      if (!found) throw new AppError('pbx-away');
      const users = (await accounts.list()).filter((user) => !user.disabled);
      const items = found.map((extension) => {
        const user = users.find((one) => isPhoneOf(one, { pbx: id, extension }));
        return { extension, user: user ? { id: user.id, name: user.name } : null };
      });
      return { items };
    },
  );

  api.delete(
    '/api/connections/:id',
    { schema: { summary: 'Remove a PBX connection; its calls stay in the log', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const count = (await accounts.list()).filter(
        (user) => !user.disabled && phonesOf(user).some(({ pbx }) => pbx === id),
      ).length;
      if (count > 0) throw new AppError('pbx-in-use', { values: { pbx: id, count } });
      const before = orNotFound(connections.get(id));
      const change = { ...changeOf('connection-removed', before), changes: goneOf(before) };
      orNotFound((await audit.change(request, change, () => connections.remove(id))) || null);
      return reply.status(204).send();
    },
  );
}

/** In the page nobody sees what a path would be relative to. Throws `AppError` `invalid`. */
function refuseRelative({ recordingsDir, cdr }: Entry): void {
  const file = (cdr as { file?: unknown } | undefined)?.file;
  const relative = Object.entries({ recordingsDir, 'cdr.file': file }).filter(
    ([, path]) => typeof path === 'string' && !isAbsolute(path),
  );
  if (relative.length === 0) return;
  const fields = Object.fromEntries(relative.map(([key]) => [key, 'relative-path']));
  throw new AppError('invalid', { values: { what: Object.keys(fields).join(', ') }, fields });
}

/** Whether a change has this server turn to another machine or port. */
function hasMoved(before: Entry, after: Entry): boolean {
  const urlOf = (part: unknown) => (part as { url?: unknown } | undefined)?.url;
  const placesOf = ({ host, port, sip, cdr, recordingsUrl }: Entry) =>
    JSON.stringify([host, port, urlOf(sip), urlOf(cdr), urlOf(recordingsUrl)]);
  return placesOf(before) !== placesOf(after);
}

/** A connection as the audit log names it. */
function goneOf({ entry, enabled }: Connection) {
  return changesBetween({ ...entry, enabled }, {});
}

/** A connection as something that was acted on. */
export function targetOf(connection: Connection): AuditTarget;
export function targetOf(connection: Connection | null): AuditTarget | undefined;
export function targetOf(connection: Connection | null): AuditTarget | undefined {
  if (!connection) return undefined;
  const { id, entry } = connection;
  return { kind: 'connection', id, name: typeof entry.name === 'string' ? entry.name : id };
}

/** The schema in which secrets may be left out. */
function withoutNeed(schema: TObject): TObject {
  const { properties } = schema;
  const secret = Object.keys(properties).filter(
    (key) => (properties[key] as { writeOnly?: boolean }).writeOnly,
  );
  const { required = [] } = schema as { required?: string[] };
  return { ...schema, required: required.filter((key) => !secret.includes(key)) } as TObject;
}
