import type { Clock } from '../kernel/clock.ts';
import type { PbxConfig } from '../kernel/config-pbx.ts';
import type { Log } from '../kernel/log.ts';
import { numberPattern } from '../kernel/number-pattern.ts';
import type { ConnectorKind } from '../pbx/registry.ts';

/** The extensions that a PBX has, in the order of their numbers; null when it does not tell them. */
export type ExtensionsOf = (pbx: PbxConfig) => Promise<readonly string[] | null>;

/** Extensions are the phones whose names the settings of the PBX call so. */
export function createExtensionList(parts: {
  connectors: ReadonlyMap<string, ConnectorKind>;
  /** Whether a PBX is known not to be there: it is not asked then. */
  isAway: (pbx: string) => boolean;
  clock: Clock;
  log: Log;
}): ExtensionsOf {
  const { connectors, isAway, clock, log } = parts;
  return async (pbx) => {
    if (isAway(pbx.id)) return null;
    try {
      const phones = await connectors.get(pbx.connector)?.phones?.(pbx, { clock, log });
      const own = numberPattern(pbx.extensions);
      const found = phones && [...new Set(phones)].filter((name) => own.test(name));
      return found?.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })) ?? null;
    } catch (error) {
      log.warn({ pbx: pbx.id, error: String(error) }, 'The PBX did not tell its phones');
      return null;
    }
  };
}
