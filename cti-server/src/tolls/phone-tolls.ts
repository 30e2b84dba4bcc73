import { AppError } from '../kernel/errors.ts';
import type { ConnectorLog } from '../pbx/connector.ts';
import type { Allowed, Attempt, Tolls } from './tolls.ts';

/** The limits as one phone at the SIP gate meets them; what they refuse is in the audit log. */
export interface PhoneTolls {
  /** The code of the refusal, or the call as it was counted. */
  call(digits: string): string | Allowed;
  transfer(digits: string): string | Allowed;
}

/** Limits of the phone of a user. A frame can't wait for the disk: what fails there is in the server's log. */
export function createPhoneTolls(parts: {
  tolls: Pick<Tolls, 'place' | 'transfer' | 'noteRefusal'>;
  /** Asked at each call: the settings of a PBX may change meanwhile. */
  attempt: (digits: string) => Attempt;
  log: Pick<ConnectorLog, 'error'>;
}): PhoneTolls {
  const { tolls, attempt, log } = parts;
  const failed = (error: unknown) =>
    log.error({ error: String(error) }, 'A call of a browser phone could not be noted');

  function answer(tried: Attempt, outcome: AppError | Allowed): string | Allowed {
    if (!(outcome instanceof AppError)) {
      outcome.stored.catch(failed);
      return outcome;
    }
    tolls.noteRefusal(tried, outcome).catch(failed);
    return outcome.code;
  }

  return {
    call(digits) {
      const tried = attempt(digits);
      return answer(tried, tolls.place(tried, true));
    },
    transfer(digits) {
      const tried = attempt(digits);
      return answer(tried, tolls.transfer(tried));
    },
  };
}
