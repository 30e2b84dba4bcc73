import { Button, NumberInput, Skeleton } from '@mantine/core';
import type { Retention, RetentionPreview, RetentionRules } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { Question } from '../../cards/Question.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useVersioned } from '../../cards/use-versioned.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './Data.module.css';

const KEY = ['retention'];

/** How long calls, recordings and events are kept; what goes is told before it does. */
export function KeepRules() {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: KEY, queryFn: () => api.retention() });
  if (query.isPending) return <Skeleton height={260} radius="md" />;
  if (query.isError) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.data.failed} again={again} />;
  }
  return (
    <Plate label={t.data.keep}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.data.keep}</h1>
      </div>
      <Form kept={query.data} />
      <LastRun last={query.data.last} />
    </Plate>
  );
}

function Form({ kept }: { kept: Retention }) {
  const { t } = useSpeech();
  const { api, tellDone } = useParts();
  const queries = useQueryClient();
  const { form, set, meanwhile, replace, goOn } = useVersioned<Retention, RetentionRules>({
    thing: kept,
    formOf: (one) => (one ?? kept).rules,
    read: () => queries.fetchQuery({ queryKey: KEY, queryFn: () => api.retention(), staleTime: 0 }),
  });
  const [preview, setPreview] = useState<RetentionPreview | null>(null);
  const { busy, save } = useSaving();

  async function send(seen: Retention | null): Promise<void> {
    const saved = await api.saveRetention(seen ?? kept, form);
    queries.setQueryData(KEY, saved);
    goOn(saved);
    tellDone(t.data.saved);
  }

  async function put(): Promise<void> {
    await replace(send);
    setPreview(null);
  }

  /** What would go is asked for first; where nothing would, nobody is asked. */
  async function ask(): Promise<void> {
    const found = await api.previewRetention(form);
    if (Object.values(found).some((count) => count > 0)) setPreview(found);
    else await put();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(ask);
  }

  const daysText = (days: number | null) => (days === null ? t.data.forGood : String(days));

  return (
    <form onSubmit={submit} className={classes.body}>
      <p className="quiet">{t.data.keepAbout}</p>
      {(['callsDays', 'recordingsDays', 'capturesDays'] as const).map((field) => (
        <NumberInput
          key={field}
          label={t.data.days[field][0]}
          description={t.data.days[field][1]}
          placeholder={field === 'capturesDays' ? '' : t.data.forGood}
          value={form[field] ?? ''}
          min={field === 'capturesDays' ? 0 : 1}
          max={36_500}
          allowDecimal={false}
          // its arrows have no names
          hideControls
          required={field === 'capturesDays'}
          onChange={(days) => set({ [field]: days === '' ? null : Number(days) })}
        />
      ))}
      <ChangedMeanwhile
        meanwhile={meanwhile}
        labels={{
          callsDays: t.data.days.callsDays[0],
          recordingsDays: t.data.days.recordingsDays[0],
          capturesDays: t.data.days.capturesDays[0],
        }}
        texts={{ callsDays: daysText, recordingsDays: daysText }}
      />
      <Button type="submit" loading={busy} style={{ justifySelf: 'start' }}>
        {t.app.save}
      </Button>
      <Question
        asked={preview !== null}
        title={t.data.removeTitle}
        act={t.data.removeThem}
        does={() => save(put)}
        close={() => setPreview(null)}
      >
        {preview && (
          <ul className={classes.facts}>
            <li>{t.data.callsCount(preview.calls)}</li>
            <li>{t.data.recordingsCount(preview.recordings)}</li>
            <li>{t.data.capturesCount(preview.captures)}</li>
          </ul>
        )}
        <p>{t.data.removeText}</p>
      </Question>
    </form>
  );
}

function LastRun({ last }: Pick<Retention, 'last'>) {
  const { t, language, when } = useSpeech();
  if (!last) return null;
  const { calls, recordings, left, reason } = last;
  return (
    <div className={classes.body}>
      <p className="quiet">{t.data.lastRun(when(last.at), calls, recordings)}</p>
      {left > 0 && <Failure text={t.data.filesLeft(left, reason?.[language] ?? '')} />}
    </div>
  );
}
