import type { TSchema } from 'typebox';

/** A configuration's object, as JSON. */
export type Entry = Readonly<Record<string, unknown>>;

/** Dotted path → what stands there. */
export type Parts = Readonly<Record<string, string>>;

interface Shape {
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, Shape>>;
}

/** Dotted paths of what a schema marks `writeOnly` (JSON Schema): secrets, which go in and never out. */
export function secretPaths(schema: TSchema): string[] {
  const { properties = {} } = schema as Shape;
  return Object.entries(properties).flatMap(([key, shape]) =>
    shape.writeOnly ? [key] : secretPaths(shape as TSchema).map((path) => `${key}.${path}`),
  );
}

/** An entry without the texts at these paths, and those texts. */
export function takeSecrets(
  entry: Entry,
  paths: readonly string[],
): { plain: Entry; secrets: Parts } {
  const plain = structuredClone(entry) as Record<string, unknown>;
  const secrets: Record<string, string> = {};
  for (const path of paths) {
    const [holder, key] = holderOf(plain, path);
    const secret = holder?.[key];
    if (typeof secret === 'string') secrets[path] = secret;
    if (holder) delete holder[key];
  }
  return { plain, secrets };
}

/** The entry with its secrets where they belong; where their place is gone they stay away. */
export function putSecrets(plain: Entry, secrets: Parts): Entry {
  const entry = structuredClone(plain) as Record<string, unknown>;
  for (const [path, secret] of Object.entries(secrets)) {
    const [holder, key] = holderOf(entry, path);
    if (holder) holder[key] = secret;
  }
  return entry;
}

/**
 * The host to which the secret at `path` is told: a secret is kept for no other one. It stands beside the
 * secret as `host` or within `url`; null where there is none.
 */
export function hostOfSecret(entry: Entry, path: string): string | null {
  const [holder] = holderOf(entry, path);
  if (typeof holder?.host === 'string') return holder.host.toLowerCase();
  if (typeof holder?.url !== 'string') return null;
  return URL.canParse(holder.url) ? new URL(holder.url).host : holder.url;
}

function holderOf(
  entry: Entry,
  path: string,
): readonly [Record<string, unknown> | undefined, string] {
  const keys = path.split('.');
  const key = keys.pop() ?? '';
  const holder = keys.reduce<unknown>(
    (at, name) => (at as Record<string, unknown> | undefined)?.[name],
    entry,
  );
  const isObject = typeof holder === 'object' && holder !== null;
  return [isObject ? (holder as Record<string, unknown>) : undefined, key];
}
