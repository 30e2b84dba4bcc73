import type { CaptureKeeper } from '../captures/keeper.ts';
import type { Entry } from '../call-log/entry.ts';
import { type CallRecord, phonesOf, ringingNow, type User } from '../contract/index.ts';

/** People beyond that are not named: a list of everybody explains nothing. */
const MOST_ELSEWHERE = 20;

/** At which extensions a call that goes on asks for a card: those that ring, and the one that placed it (W5). */
export function popsAt(record: CallRecord): readonly string[] {
  return record.from === null ? ringingNow(record) : [...ringingNow(record), record.from];
}

/**
 * Notes whose card opens at each entry, at which ringing phone nobody is signed in, and who is signed in at
 * another one (W5).
 */
export function followPops(parts: {
  captures: Pick<CaptureKeeper, 'popped'>;
  usersAt: (pbx: string, extension: string) => readonly User[];
  online: () => readonly User[];
}): (entry: Entry) => void {
  const { captures, usersAt, online } = parts;
  return (entry) => {
    if (entry.kind !== 'call' || entry.record.state === 'ended') return;
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
