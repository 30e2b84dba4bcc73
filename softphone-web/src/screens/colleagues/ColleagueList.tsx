import { Button, NativeSelect } from '@mantine/core';
import type { PbxStatus } from '@perezvon/cti-server/contract';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useColleagues } from '../../cards/presence.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { SearchField } from '../../ui/SearchField.tsx';
import { Empty } from '../../ui/Troubles.tsx';
import classes from './ColleagueList.module.css';
import { ColleagueRow } from './ColleagueRow.tsx';
import { matching, WANTED, type Wanted } from './colleague-filter.ts';
import { PauseReasonsEdit } from './PauseReasonsEdit.tsx';
import { QueueList } from './QueueList.tsx';

/** Rows that are drawn at once; a search finds the others. */
const SHOWN = 100;

/** Who is where and does what, and the queues they take calls of; all by itself as it changes. */
export function ColleagueList({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { user } = useParts();
  return (
    <div className={classes.screen}>
      <div className={classes.head}>
        <h1 className={classes.title}>{t.colleagues.title}</h1>
        {user.role === 'admin' && <PauseReasonsEdit />}
      </div>
      <QueueList />
      <People isDown={pbx.length > 0 && pbx.every(({ state }) => state !== 'up')} />
    </div>
  );
}

function People({ isDown }: { isDown: boolean }) {
  const { t } = useSpeech();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState<Wanted>('all');
  const [most, setMost] = useState(SHOWN);
  const all = useColleagues();
  const found = matching(all, { typed, wanted });
  const clear = () => {
    setTyped('');
    setWanted('all');
  };
  return (
    <Plate label={t.colleagues.people}>
      <div className={rows.top}>
        <SearchField
          className={classes.search}
          label={t.colleagues.search}
          value={typed}
          change={setTyped}
          clear={t.recent.clear}
        />
        <NativeSelect
          aria-label={t.colleagues.show}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value as Wanted)}
          data={WANTED.map((value) => ({ value, label: t.colleagues.wanted[value] }))}
        />
      </div>
      {found.length === 0 ? (
        <Empty text={all.length > 0 ? t.colleagues.nothing : emptyWord(t, isDown)}>
          {all.length > 0 && (
            <Button variant="default" size="sm" onClick={clear}>
              {t.recent.clear}
            </Button>
          )}
        </Empty>
      ) : (
        <ul className={rows.list}>
          {found.slice(0, most).map((one) => (
            <ColleagueRow key={`${one.pbx}/${one.extension}`} colleague={one} />
          ))}
        </ul>
      )}
      {found.length > most && (
        <div className={classes.more}>
          <Button variant="default" onClick={() => setMost(most + SHOWN)}>
            {t.app.more}
          </Button>
        </div>
      )}
    </Plate>
  );
}

function emptyWord(t: ReturnType<typeof useSpeech>['t'], isDown: boolean): string {
  return isDown ? t.colleagues.down : t.colleagues.empty;
}
