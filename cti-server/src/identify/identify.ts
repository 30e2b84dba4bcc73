import type { Caller, CallRecord, ContactBrief } from '../contract/index.ts';
import type { CrmConnector } from '../crm/connector.ts';
import type { Log } from '../kernel/log.ts';

/** Says who is on the other side of a call. Rules: SPEC.md, I1–I7. */
export interface Identify {
  /**
   * Gives the caller as known now; `pending` when the CRM needs time: then `later` is called once with
   * the answer (or `unknown` when the CRM fails).
   */
  identify(call: CallRecord, later: (caller: Caller) => void): Caller;
  /** The operator's word on a call: from now on this is the caller. */
  choose(callId: string, caller: Caller): void;
  /** The call ended: what was remembered of it may go. */
  forget(callId: string): void;
}

/** `choiceFor`: the contact an operator chose before for a number that several have. */
export function createIdentify(options: {
  crm: CrmConnector;
  choiceFor(e164: string): string | null;
  log: Log;
}): Identify {
  const { crm, log } = options;
  /** One look-up per call and number; a transfer does not ask again. */
  const known = new Map<string, { number: string | null; caller: Caller }>();

  const judge = (e164: string, contacts: readonly ContactBrief[]): Caller => {
    const [first, ...others] = contacts;
    if (!first) return { kind: 'unknown' };
    if (others.length === 0) return { kind: 'known', contact: first, chosen: false };
    const chosen = contacts.find(({ id }) => id === options.choiceFor(e164));
    return chosen
      ? { kind: 'known', contact: chosen, chosen: true }
      : { kind: 'ambiguous', contacts: [...contacts] };
  };

  const lookUp = (call: CallRecord, later: (caller: Caller) => void): Caller => {
    if (call.direction === 'internal') return { kind: 'internal' };
    if (call.externalNumber === null) return { kind: 'withheld' };
    const { e164 } = call;
    if (e164 === null) return { kind: 'unknown' };
    const keep = (caller: Caller) => {
      const entry = known.get(call.id);
      if (!entry || entry.number !== e164 || entry.caller.kind !== 'pending') return;
      known.set(call.id, { number: e164, caller });
      later(caller);
    };
    try {
      const found = crm.findByNumber(e164);
      if (Array.isArray(found)) return judge(e164, found);
      found.then(
        (contacts) => keep(judge(e164, contacts)),
        (error: unknown) => {
          log.warn(
            { call: call.id, error: String(error) },
            'The CRM did not say who has this number',
          );
          keep({ kind: 'unknown' });
        },
      );
      return { kind: 'pending' };
    } catch (error) {
      log.warn(
        { call: call.id, error: String(error) },
        'The CRM could not be asked who has this number',
      );
      return { kind: 'unknown' };
    }
  };

  return {
    identify(call, later) {
      const number =
        call.direction === 'internal' ? 'internal' : (call.e164 ?? call.externalNumber);
      const before = known.get(call.id);
      if (before?.number === number) return before.caller;
      const entry: { number: string | null; caller: Caller } = {
        number,
        caller: { kind: 'pending' },
      };
      known.set(call.id, entry);
      entry.caller = lookUp(call, later);
      return entry.caller;
    },
    choose(callId, caller) {
      const before = known.get(callId);
      if (before) known.set(callId, { ...before, caller });
    },
    forget: (callId) => void known.delete(callId),
  };
}
