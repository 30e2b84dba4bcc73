import { Badge, Button, Progress } from '@mantine/core';
import type { ContactImport } from '@perezvon/crm-core/model';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { importReport } from '../../services/api-client.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import classes from './Imports.module.css';
import { orReadAnew } from './refusals.ts';
import { Remarks } from './Remarks.tsx';

const COLOURS = {
  waiting: 'gray',
  running: 'blue',
  done: 'bell',
  cancelled: 'gray',
  failed: 'red',
  undoing: 'blue',
  undone: 'gray',
} as const;

/** An import: how far it has come, what came of it, what can be done with it. */
export function ImportRow(props: {
  item: ContactImport;
  changed: () => Promise<void>;
  /** Shows how its file is understood; null: that is shown. */
  open: (() => void) | null;
}) {
  const { t, when } = useSpeech();
  const { item, changed, open } = props;
  const [areShown, setShown] = useState(false);
  const { state, remarks } = item;
  const isUnread = isUnreadable(item);
  return (
    <li className={rows.row}>
      <div className={rows.who}>
        <div className={rows.name}>
          <HostileText text={item.fileName} />{' '}
          <Badge variant="light" size="sm" tt="none" color={COLOURS[state]}>
            {isUnread ? t.imports.unreadable : t.imports.states[state]}
          </Badge>
        </div>
        <div className="quiet">
          {when(item.createdAt)} · <HostileText text={item.by} />
        </div>
        <Counts item={item} />
        {remarks > 0 && (
          <p className={classes.remarks}>
            {t.imports.remarks(remarks)}{' '}
            <Button
              variant="subtle"
              size="compact-sm"
              aria-expanded={areShown}
              onClick={() => setShown(!areShown)}
            >
              {areShown ? t.imports.hideRemarks : t.imports.showRemarks}
            </Button>{' '}
            <a href={importReport(item.id)}>{t.imports.report}</a>
          </p>
        )}
        {areShown && <Remarks id={item.id} />}
      </div>
      <Acts item={item} changed={changed} open={open} />
    </li>
  );
}

/** It was refused when it came: nothing of it was begun. */
function isUnreadable({ state, total }: ContactImport): boolean {
  return state === 'failed' && total === 0;
}

function Counts({ item }: { item: ContactImport }) {
  const { t } = useSpeech();
  const { state, taken, total } = item;
  if (state === 'waiting' || isUnreadable(item)) return null;
  const names = (Object.keys(t.imports.counts) as (keyof typeof t.imports.counts)[]).filter(
    (name) => item[name] > 0,
  );
  const progress = t.imports.progress(taken, total);
  return (
    <>
      {state === 'running' && (
        <Progress value={total === 0 ? 0 : (taken / total) * 100} aria-label={progress} my={6} />
      )}
      <p role="status" className={classes.counts}>
        {[progress, ...names.map((name) => `${t.imports.counts[name]}: ${item[name]}`)].join(' · ')}
      </p>
    </>
  );
}

function Acts(props: {
  item: ContactImport;
  changed: () => Promise<void>;
  open: (() => void) | null;
}) {
  const { t } = useSpeech();
  const { api } = useParts();
  const { busy, save } = useSaving();
  const [asks, setAsks] = useState(false);
  const { item, changed, open } = props;
  const { id, state, received, bytes } = item;
  const isOpen = state === 'waiting' || state === 'running';

  const act = (does: () => Promise<unknown>) =>
    save(async () => {
      await orReadAnew(does, changed);
      setAsks(false);
      await changed();
    });

  return (
    <div className={rows.acts}>
      {state === 'waiting' && received === bytes && open && (
        <Button size="compact-sm" variant="subtle" onClick={open}>
          {t.imports.goOn}
        </Button>
      )}
      {isOpen && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          loading={busy}
          onClick={() => void act(() => api.cancelImport(id))}
        >
          {t.imports.cancel}
        </Button>
      )}
      {['done', 'cancelled', 'failed'].includes(state) && item.added + item.companies > 0 && (
        <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsks(true)}>
          {t.imports.undo}
        </Button>
      )}
      <Question
        asked={asks}
        title={t.imports.undoTitle}
        act={t.imports.undo}
        does={() => act(() => api.undoImport(id))}
        close={() => setAsks(false)}
      >
        <p>{t.imports.undoText}</p>
      </Question>
    </div>
  );
}
