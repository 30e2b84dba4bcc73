import type { CaptureKeeper } from '../captures/keeper.ts';
import type { Entry } from '../call-log/entry.ts';
import { type CallRecord, phonesOf, ringingNow } from '../contract/index.ts';
import type { Operators } from '../operators/operators.ts';

/** People beyond that are not named: a list of everybody explains nothing. */
const MOST_ELSEWHERE = 20;

/** At which extensions a call that goes on asks for a card: those that ring, and the one that placed it (W5). */
export function popsAt(record: CallRecord): readonly string[] {
  return record.from === null ? ringingNow(record) : [...ringingNow(record), record.from];
}

/** The extensions whose phones refused this call, or were busy. */
function refusedAt({ legs }: CallRecord): readonly string[] {
  const refused = legs.filter(({ result }) => result === 'busy' || result === 'rejected');
  return refused.flatMap(({ kind, party }) => (kind === 'extension' ? [party] : []));
}

/**
 * Notes whose card opens at each entry, whose phone is not to be disturbed, at which ringing phone nobody is signed in,
 * and who is signed in at another one (W5).
 */
export function followPops(parts: {
  captures: Pick<CaptureKeeper, 'popped'>;
  operators: Pick<Operators, 'usersAt' | 'online' | 'refusesCalls'>;
}): (entry: Entry) => void {
  const { captures, operators } = parts;
  const { usersAt, online, refusesCalls } = operators;

  function noteUndisturbed({ at, pbx, record }: Extract<Entry, { kind: 'call' }>): void {
    for (const extension of refusedAt(record)) {
      if (!refusesCalls(pbx, extension)) continue;
      for (const { name } of usersAt(pbx, extension))
        captures.popped(record.id, { at, extension, name, kind: 'do-not-disturb' });
    }
  }

  return (entry) => {
    if (entry.kind !== 'call') return;
    noteUndisturbed(entry);
    if (entry.record.state === 'ended') return;
    const { at, pbx, record } = entry;
    const extensions = popsAt(record);
    for (const extension of extensions) {
      const users = usersAt(pbx, extension);
      for (const { name } of users)
        captures.popped(record.id, { at, extension, name, kind: 'shown' });
      if (users.length === 0)
        captures.popped(record.id, { at, extension, name: null, kind: 'away' });
    }
    if (extensions.length === 0) return;
    const elsewhere = online().flatMap((user) => {
      const here = phonesOf(user).filter((phone) => phone.pbx === pbx);
      const isRung = here.some(({ extension }) => extensions.includes(extension));
      return here[0] && !isRung ? { extension: here[0].extension, name: user.name } : [];
    });
    for (const { extension, name } of elsewhere.slice(0, MOST_ELSEWHERE)) {
      captures.popped(record.id, { at, extension, name, kind: 'elsewhere' });
    }
  };
}
