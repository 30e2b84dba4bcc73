import type { NumberPattern } from '../../kernel/number-pattern.ts';
import { endpointOf, extensionNamed } from '../channel-name.ts';
import type { Party } from '../event.ts';

/** Which channels are whose, from the connection's settings. */
export interface NumberingSettings {
  /** The connection's id. */
  readonly pbx: string;
  /** Endpoint names that are extensions. */
  readonly extensions: NumberPattern;
  /** Endpoint names that are trunks; null: every endpoint that is no extension. */
  readonly trunks: readonly string[] | null;
}

/** Contexts that lines, not phones, come in by where nobody gave them another name. */
const LINE_CONTEXT =
  /^(?:from-(?:trunk|pstn|did|analog|digital|dahdi|zaptel|outside|provider)|incoming|inbound)(?![a-z])/i;

/**
 * Who is at the end of a channel, by its name: never by the caller number, which dialplans change. Phones and
 * lines differ by name alone. `context`, where it is known, tells a line whose name looks like an extension
 * (`DAHDI/12-1`, an account of five digits).
 */
export function partyOf(name: string, settings: NumberingSettings, context?: string): Party {
  const endpoint = endpointOf(name);
  if (endpoint === null) return { kind: 'local' };
  const { extensions, trunks } = settings;
  // `DAHDI/i1/79161234567-1a`: the line is the span, the rest is this call's
  const line = endpoint.split('/', 1)[0] ?? endpoint;
  if (trunks?.includes(endpoint) || trunks?.includes(line)) return { kind: 'trunk', name: line };
  const number = extensionNamed(endpoint, (one) => extensions.test(one));
  const isLine = number === null || (trunks === null && LINE_CONTEXT.test(context ?? ''));
  if (!isLine) return { kind: 'extension', number };
  return trunks === null ? { kind: 'trunk', name: line } : { kind: 'other', name: endpoint };
}

/** Who was to be rung by a click-to-call: what was asked for (`PJSIP/101`), or a channel's name. */
export function partyAsked(name: string, settings: NumberingSettings): Party {
  const whole = endpointOf(name) === null ? '' : (name.split('/')[1] ?? '');
  const number = extensionNamed(whole, (one) => settings.extensions.test(one));
  return number === null ? partyOf(name, settings) : { kind: 'extension', number };
}
