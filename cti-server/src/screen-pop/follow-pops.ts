import type { CaptureKeeper } from '../captures/keeper.ts';
import type { Entry } from '../call-log/entry.ts';
import { ringingNow, type User } from '../contract/index.ts';

/** Notes whose card opens at each entry, and at which ringing phone nobody is signed in (W5). */
export function followPops(parts: {
  captures: Pick<CaptureKeeper, 'popped'>;
  usersAt: (pbx: string, extension: string) => readonly User[];
}): (entry: Entry) => void {
  const { captures, usersAt } = parts;
  return (entry) => {
    if (entry.kind !== 'call' || entry.record.state === 'ended') return;
    const { at, pbx, record } = entry;
    const extensions =
      record.from === null ? ringingNow(record) : [...ringingNow(record), record.from];
    for (const extension of extensions) {
      const users = usersAt(pbx, extension);
      for (const { name } of users)
        captures.popped(record.id, { at, extension, name, kind: 'shown' });
      if (users.length === 0)
        captures.popped(record.id, { at, extension, name: null, kind: 'away' });
    }
  };
}
