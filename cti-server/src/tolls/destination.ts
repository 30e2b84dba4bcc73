import { type NumberFacts, numberFacts } from '@perezvon/crm-core';
import { type DialPlan, readDialled } from './dial-plan.ts';
import { isEmergency } from './emergency.ts';

/** Where digits lead that somebody dials. */
export type Destination =
  /** An extension, a short or a feature code: nobody outside is called. */
  | { readonly kind: 'inside' }
  | { readonly kind: 'emergency' }
  /** A number of a town, without its area code. */
  | { readonly kind: 'local' }
  | ({ readonly kind: 'number'; readonly e164: string } & { readonly facts: NumberFacts })
  /** No numbering plan knows it, but a trunk may. `international`: as it would be in E.164; null: it is none. */
  | { readonly kind: 'unreadable'; readonly international: string | null };

/** The longest number within a town. */
const LONGEST_LOCAL = 7;
/** Digits behind a feature code that may be a number: calls are forwarded to it by `*72…` and its like. */
const NUMBER_IN_CODE = /\d{7,}/;

/** Where digits lead at a PBX: pure, and never throws. */
export function destinationOf(digits: string, plan: DialPlan): Destination {
  const { outsidePrefix, country } = plan;
  const bare = digits.startsWith('+') ? digits.slice(1) : digits;
  const outside = bare.startsWith(outsidePrefix) ? bare.slice(outsidePrefix.length) : bare;
  // before extensions: "three digits" is the commonest pattern of them, and 112 is of it
  if ([bare, outside].some((one) => isEmergency(one, country))) return { kind: 'emergency' };
  const reading = readDialled(digits, plan);
  if (reading.kind === 'internal') return inCode(digits, plan);
  if (reading.kind === 'e164') return numberAt(reading.e164);
  if (!digits.startsWith('+') && outside.length <= LONGEST_LOCAL) return { kind: 'local' };
  return { kind: 'unreadable', international: internationalOf(digits, outside) };
}

function inCode(digits: string, plan: DialPlan): Destination {
  const [run] = /[*#]/.test(digits) ? (NUMBER_IN_CODE.exec(digits) ?? []) : [];
  if (run === undefined || plan.isExtension(digits)) return { kind: 'inside' };
  // where the code ends and the number begins is the PBX's own business
  return { kind: 'unreadable', international: null };
}

function numberAt(e164: string): Destination {
  return { kind: 'number', e164, facts: numberFacts(e164) };
}

/** `+…`, `00…` and the 8-10 of the former Soviet Union lead abroad. */
function internationalOf(digits: string, outside: string): string | null {
  if (digits.startsWith('+')) return digits;
  const [, abroad] = /^(?:00|810)(\d+)$/.exec(outside) ?? [];
  return abroad === undefined ? null : `+${abroad}`;
}
