import { Button, Modal, Skeleton, TextInput } from '@mantine/core';
import type { ErasureAnswer, ErasurePreview, ErasureSubject } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { certificateFile } from '../../services/api-client.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import classes from './Data.module.css';

const KEY = ['erasures'];

/** Whom to erase, what there is of them, and what was erased before. */
export function ErasePerson() {
  const { t } = useSpeech();
  const contactId = new URLSearchParams(useSearch()).get('contact');
  const [, go] = useLocation();
  const [done, setDone] = useState<ErasureAnswer | null>(null);
  return (
    <Plate label={t.data.erase}>
      <div className={rows.top}>
        <h2 className={rows.title}>{t.data.erase}</h2>
      </div>
      <div className={classes.body}>
        <p className="quiet">{t.data.eraseAbout}</p>
        <Search
          key={contactId}
          contactId={contactId}
          erased={(answer) => {
            setDone(answer);
            if (contactId !== null) go('/data');
          }}
        />
        {done && <Done answer={done} />}
      </div>
      <Past />
    </Plate>
  );
}

interface Asked {
  readonly subject: ErasureSubject;
  readonly preview: ErasurePreview;
}

/** By a contact of the address, or by a number that is in none. */
function Search(props: { contactId: string | null; erased: (answer: ErasureAnswer) => void }) {
  const { t } = useSpeech();
  const { contactId, erased } = props;
  const { api } = useParts();
  const [number, setNumber] = useState('');
  const [asked, setAsked] = useState<Asked | null>(null);
  const { busy, marks, changed, save } = useSaving();

  const find = (subject: ErasureSubject) =>
    save(
      async () => setAsked({ subject, preview: await api.previewErasure(subject) }),
      (field) => field === 'number',
    );

  useEffect(() => {
    if (contactId !== null) void find({ contactId });
    // once for a contact
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [contactId]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    void find({ number });
  }

  return (
    <>
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        <TextInput
          label={t.data.number}
          description={t.data.numberHint}
          type="tel"
          value={number}
          error={marks['number'] && t.data.numberWrong}
          onChange={(event) => {
            setNumber(event.currentTarget.value);
            changed({ number });
          }}
          maxLength={64}
        />
        <Button
          type="submit"
          variant="default"
          loading={busy && asked === null}
          disabled={!number.trim()}
          style={{ justifySelf: 'start' }}
        >
          {t.data.find}
        </Button>
      </form>
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t.data.eraseTitle}
        size="lg"
        closeButtonProps={{ 'aria-label': t.app.close }}
      >
        {asked && (
          <Confirm
            asked={asked}
            erased={(answer) => {
              setAsked(null);
              setNumber('');
              erased(answer);
            }}
          />
        )}
      </Modal>
    </>
  );
}

/** What there is, and the last word. */
function Confirm({ asked, erased }: { asked: Asked; erased: (answer: ErasureAnswer) => void }) {
  const { t, number } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const [reference, setReference] = useState('');
  const { busy, save } = useSaving();
  const { subject, preview } = asked;
  const { name, numbers, calls, mentions, notes, recordings, shared } = preview;
  const { deals, tasks, written, photos } = preview;

  async function erase(): Promise<void> {
    const answer = await api.erase({ subject, reference });
    await queries.invalidateQueries();
    erased(answer);
  }

  return (
    <form
      className={classes.body}
      onSubmit={(event) => {
        event.preventDefault();
        void save(erase);
      }}
    >
      <p>
        {name !== null && <HostileText text={name} lines={2} />}{' '}
        <HostileText text={numbers.map(number).join(', ')} lines={2} />
      </p>
      <ul className={classes.facts}>
        {name !== null && <li>{t.data.card}</li>}
        <li>{t.data.theirCalls(calls)}</li>
        <li>{t.data.notesCount(notes)}</li>
        <li>{t.data.recordingsCount(recordings)}</li>
        {deals > 0 && <li>{t.data.dealsCount(deals)}</li>}
        {tasks > 0 && <li>{t.data.tasksCount(tasks)}</li>}
        {written > 0 && <li>{t.data.writtenCount(written)}</li>}
        {photos > 0 && <li>{t.data.photosCount(photos)}</li>}
        {mentions > 0 && <li>{t.data.mentions(mentions)}</li>}
      </ul>
      {shared.length > 0 && (
        <p>
          {t.data.shared} <HostileText text={shared.map(number).join(', ')} lines={2} />
        </p>
      )}
      <p>{t.data.eraseText}</p>
      <TextInput
        label={t.data.reference}
        description={t.data.referenceHint}
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        maxLength={100}
        autoComplete="off"
        data-autofocus
      />
      <Button type="submit" color="red" loading={busy} style={{ justifySelf: 'start' }}>
        {t.data.eraseNow}
      </Button>
    </form>
  );
}

function Done({ answer }: { answer: ErasureAnswer }) {
  const { t, language } = useSpeech();
  const { erasure, filesLeft } = answer;
  return (
    <div role="status">
      <p>
        {t.data.erased} <a href={certificateFile(erasure.id)}>{t.data.certificate}</a>
      </p>
      {filesLeft.length > 0 && (
        <>
          <Failure text={t.data.filesLeft(filesLeft.length, erasure.reason?.[language] ?? '')} />
          <p>{t.data.filesOnce}</p>
          <ul className={classes.facts}>
            {filesLeft.map((file) => (
              <li key={file}>
                <HostileText text={file} lines={2} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What was erased before; nothing of the people is in it. */
function Past() {
  const { t, exact } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: KEY, queryFn: () => api.erasures() });
  if (query.isPending) return <Skeleton height={80} radius="md" />;
  if (query.isError) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.data.pastFailed} again={again} />;
  }
  if (query.data.length === 0) return <Empty text={t.data.nobodyYet} />;
  return (
    <ul className={rows.list} aria-label={t.data.past}>
      {query.data.map(({ id, at, by, reference, calls }) => (
        <li key={id} className={rows.row}>
          <div className={rows.who}>
            <time dateTime={at}>{exact(at)}</time>{' '}
            <span className="quiet">
              <HostileText text={[by, reference].filter(Boolean).join(' · ')} />
            </span>
            <div className="quiet">{t.data.theirCalls(calls)}</div>
          </div>
          <a href={certificateFile(id)}>{t.data.certificate}</a>
        </li>
      ))}
    </ul>
  );
}
