import type { CallView } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import { timeOfDay, timer } from '../text/time.ts';
import rows from '../ui/rows.module.css';
import classes from './Recording.module.css';
import { lengthOf } from './recording-state.ts';

/** The recordings of a call that has several, in the order of their start; the one that plays is marked. */
export function Several(props: {
  call: CallView;
  chosen: number;
  /** Of the files that are known, s. */
  lengths: ReadonlyMap<number, number>;
  choose: (n: number) => void;
}) {
  const { t } = useSpeech();
  const { call, chosen, lengths, choose } = props;
  return (
    <ul className={rows.list} aria-label={t.call.player.several}>
      {call.recordings.map((one, index) => {
        const seconds = lengths.get(one.n);
        const length = seconds === undefined ? lengthOf(one, call) : seconds * 1_000;
        const said = [
          t.call.player.which(index + 1, call.recordings.length),
          one.startedAt && t.call.player.started(timeOfDay(one.startedAt)),
          length !== null && timer(length),
        ];
        return (
          <li key={one.id}>
            <button
              type="button"
              className={classes.one}
              aria-pressed={one.n === chosen}
              onClick={() => choose(one.n)}
            >
              <span className="figures">{said.filter(Boolean).join(', ')}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
