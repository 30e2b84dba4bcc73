import type { Caller, CallRecord, ContactBrief } from '../contract/index.ts';
import type { CrmConnector } from '../crm/connector.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { callerAmong, callerWithoutCrm } from './caller.ts';

/** Says who is on the other side of a call. Rules: SPEC.md, I1–I6. */
export interface Identify {
  /**
   * The caller as known now. `pending` when the CRM needs time: then `later` is told the answer, also
   * after the call ended (`unknown` when the CRM fails or does not answer in 5 s; an answer after that is told too).
   * Nothing is remembered of a call that ended.
   */
  identify(call: CallRecord, later: (caller: Caller) => void): Caller;
  /** The call ended: what was remembered of it may go. */
  forget(callId: string): void;
}

const ANSWER_WITHIN_MS = 5_000;

/** One look-up per call and number: a transfer does not ask again. */
interface Known {
  readonly number: string | null;
  caller: Caller;
}

/** `choiceFor`: the contact that an operator chose before for a number that several have; null for none. */
export function createIdentify(options: {
  crm: Pick<CrmConnector, 'findByNumber'>;
  choiceFor: (e164: string) => string | null;
  clock: Pick<Clock, 'after'>;
  log: Log;
}): Identify {
  const { crm, choiceFor, clock, log } = options;
  const known = new Map<string, Known>();

  function failed(call: string, error: unknown): Caller {
    log.warn({ call, error: String(error) }, 'The CRM did not say who has a number');
    return { kind: 'unknown' };
  }

  /** Tells the answer of a CRM that needs time, unless the call has got another number meanwhile. */
  async function wait(
    asked: Known & { call: string; e164: string; later: (caller: Caller) => void },
    answer: Promise<ContactBrief[]>,
  ): Promise<void> {
    const { call, e164, later } = asked;
    const tell = (caller: Caller) => {
      const now = known.get(call);
      if (now && now.number !== asked.number) return;
      if (now) now.caller = caller;
      later(caller);
    };
    const cancel = clock.after(ANSWER_WITHIN_MS, () =>
      tell(failed(call, `no answer in ${ANSWER_WITHIN_MS} ms`)),
    );
    try {
      tell(callerAmong(await answer, choiceFor(e164)));
    } catch (error) {
      tell(failed(call, error));
    } finally {
      cancel();
    }
  }

  function lookUp(call: CallRecord, later: (caller: Caller) => void): Caller {
    const { id, e164 } = call;
    const plain = callerWithoutCrm(call);
    if (plain || e164 === null) return plain ?? { kind: 'unknown' };
    try {
      const found = crm.findByNumber(e164);
      if (Array.isArray(found)) return callerAmong(found, choiceFor(e164));
      const pending: Caller = { kind: 'pending' };
      void wait({ call: id, number: numberOf(call), caller: pending, e164, later }, found);
      return pending;
    } catch (error) {
      return failed(id, error);
    }
  }

  return {
    identify(call, later) {
      const number = numberOf(call);
      const before = known.get(call.id);
      if (before?.number === number) return before.caller;
      const caller = lookUp(call, later);
      // nobody forgets one that ended before it was seen: the PBX's records bring them by the thousand
      if (call.state !== 'ended') known.set(call.id, { number, caller });
      return caller;
    },
    forget: (callId) => void known.delete(callId),
  };
}

function numberOf(call: CallRecord): string | null {
  return call.direction === 'internal' ? 'internal' : (call.e164 ?? call.externalNumber);
}
