import type { AuditChange } from '../contract/index.ts';

type Value = AuditChange['before'];

/** Longest text kept of a value. */
const LONGEST = 500;
/** Fields so named are secrets wherever they stand. */
const SECRET = /(secret|password|token|key)$/i;
/** `user:password@` within an address. */
const USER_INFO = /(\w+:\/\/)[^/\s@]+@/g;

/**
 * What differs between two states of a thing, by field: objects by the dotted path of their leaves, lists as JSON.
 * `secrets`: paths of secrets that were set. The text of a secret is never in it.
 */
export function changesBetween(
  before: object,
  after: object,
  secrets: readonly string[] = [],
): AuditChange[] {
  const [old, now] = [leaves(before), leaves(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  const plain = fields.flatMap((field): AuditChange[] => {
    const [from, to] = [old.get(field) ?? null, now.get(field) ?? null];
    if (from === to) return [];
    if (SECRET.test(field) || secrets.includes(field)) return [secretSet(field)];
    return [{ field, before: shown(from), after: shown(to) }];
  });
  const told = new Set(plain.map(({ field }) => field));
  return [...plain, ...secrets.filter((field) => !told.has(field)).map(secretSet)];
}

function secretSet(field: string): AuditChange {
  return { field, before: null, after: null, secret: true };
}

function leaves(value: object, path = ''): Map<string, Value> {
  return new Map(
    Object.entries(value).flatMap(([key, inner]): [string, Value][] => {
      if (inner === undefined || inner === null) return [];
      if (typeof inner === 'object' && !Array.isArray(inner)) {
        return [...leaves(inner as object, `${path}${key}.`)];
      }
      const isPlain = ['string', 'number', 'boolean'].includes(typeof inner);
      return [[path + key, isPlain ? (inner as Value) : JSON.stringify(inner)]];
    }),
  );
}

function shown(value: Value): Value {
  return typeof value === 'string' ? value.replaceAll(USER_INFO, '$1…@').slice(0, LONGEST) : value;
}
