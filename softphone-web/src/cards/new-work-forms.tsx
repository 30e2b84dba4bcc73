import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import type { NewInteraction } from '@perezvon/crm-core/model';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { browserClock } from '../services/browser-clock.ts';
import { useSpeech } from '../text/language.tsx';
import { currencySign, minorUnits } from '../text/money.ts';
import { GrowingText } from '../ui/GrowingText.tsx';
import { useCardSettings } from './card-query.ts';
import { DUE_PRESETS, dueAt, fieldTime, timeOfField } from './due-time.ts';
import classes from './NewWork.module.css';
import { useParts } from './parts.tsx';
import { PersonSelect } from './PersonSelect.tsx';
import { type Saving, useSaving } from './use-saving.ts';

/** The call that something is made from. Texts are hostile. */
export interface WorkSource {
  readonly callId: string;
  readonly contactId: string | null;
  /** Of the contact; empty while nobody is known. */
  readonly name: string;
  readonly number: string | null;
}

interface FormProps {
  readonly source: WorkSource;
  readonly made: (forColleague?: boolean) => void;
  readonly cancel: () => void;
}

function linksOf({ contactId, callId }: WorkSource) {
  return { contactId, originId: callId };
}

/** A task, or a promised call with the number to call. */
export function TaskForm({
  kind,
  source,
  made,
  cancel,
}: FormProps & { kind: 'task' | 'call-back' }) {
  const { t } = useSpeech();
  const { api, user } = useParts();
  const saving = useSaving();
  const [ownerId, setOwner] = useState(user.id);
  const words = kind === 'task' ? t.work.taskOf : t.work.callBackTo;
  const [what, setWhat] = useState(() => words(source.name).slice(0, 500));
  const [due, setDue] = useState(() => {
    const preset = kind === 'task' ? 'tomorrow' : 'inAnHour';
    return fieldTime(dueAt(preset, browserClock.now()));
  });

  async function create(): Promise<void> {
    const number = kind === 'call-back' ? (source.number?.slice(0, 64) ?? null) : null;
    const given = ownerId === user.id ? {} : { ownerId };
    const when = { dueAt: timeOfField(due), number };
    await api.createTask({ kind, what, ...when, ...given, ...linksOf(source) });
    made(ownerId !== user.id);
  }

  return (
    <Form label={t.work[kind]} saving={saving} create={create} cancel={cancel}>
      <TextInput
        label={t.work.what}
        value={what}
        onChange={(event) => setWhat(event.currentTarget.value)}
        error={saving.marks['what']}
        maxLength={500}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
      />
      <div>
        <TextInput
          label={t.work.due}
          type="datetime-local"
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
          error={saving.marks['dueAt']}
        />
        <div className={classes.presets}>
          {DUE_PRESETS.map((preset) => (
            <Button
              key={preset}
              size="compact-xs"
              variant="subtle"
              onClick={() => setDue(fieldTime(dueAt(preset, browserClock.now())))}
            >
              {t.work[preset]}
            </Button>
          ))}
          <Button size="compact-xs" variant="subtle" onClick={() => setDue('')}>
            {t.work.noDue}
          </Button>
        </div>
      </div>
      <PersonSelect
        label={t.work.doneBy}
        value={ownerId}
        choose={(one) => setOwner(one ?? user.id)}
        error={saving.marks['ownerId']}
      />
    </Form>
  );
}

/** A deal with what it may bring. */
export function DealForm({ source, made, cancel }: FormProps) {
  const { t, language } = useSpeech();
  const { api } = useParts();
  const saving = useSaving();
  const { currency } = useCardSettings(api);
  const [title, setTitle] = useState(() => t.work.dealOf(source.name).slice(0, 200));
  const [typed, setTyped] = useState('');
  const amount = minorUnits(typed, currency);

  async function create(): Promise<void> {
    if (amount === undefined) return;
    await api.createDeal({ title, amount, currency, ...linksOf(source) });
    made();
  }

  return (
    <Form label={t.work.deal} saving={saving} create={create} cancel={cancel}>
      <TextInput
        label={t.work.dealTitle}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        error={saving.marks['title']}
        maxLength={200}
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
      />
      <TextInput
        label={t.work.amount(currencySign(currency, language))}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={amount === undefined ? t.work.badAmount : saving.marks['amount']}
        inputMode="decimal"
        maxLength={30}
      />
    </Form>
  );
}

const WRITTEN: readonly NewInteraction['kind'][] = ['note', 'meeting', 'email', 'sms'];

/** What passed beside calls, for the contact's timeline. */
export function InteractionForm({ source, made, cancel }: FormProps) {
  const { t } = useSpeech();
  const { api } = useParts();
  const saving = useSaving();
  const [kind, setKind] = useState<NewInteraction['kind']>('note');
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const { contactId } = source;
  if (contactId === null) return <p className="quiet">{t.work.needsContact}</p>;

  async function create(): Promise<void> {
    setMissing(note.trim() === '');
    if (contactId === null || note.trim() === '') return;
    await api.createInteraction({ kind, note, contactId, originId: source.callId });
    made();
  }

  return (
    <Form label={t.work.interaction} saving={saving} create={create} cancel={cancel}>
      <NativeSelect
        label={t.work.kind}
        value={kind}
        onChange={(event) => {
          const chosen = WRITTEN.find((one) => one === event.currentTarget.value);
          if (chosen) setKind(chosen);
        }}
        data={WRITTEN.map((one) => ({ value: one, label: t.contacts.kinds[one] }))}
      />
      <GrowingText
        label={t.work.text}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={missing ? t.work.textMissing : saving.marks['note']}
        maxLength={10_000}
        minRows={2}
        maxRows={8}
        autoFocus
      />
    </Form>
  );
}

/** Enter saves, Ctrl+Enter also from several lines, Escape leaves. */
function Form(props: {
  label: string;
  saving: Saving;
  create: () => Promise<void>;
  cancel: () => void;
  children: ReactNode;
}) {
  const { t } = useSpeech();
  const { saving, create, cancel } = props;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!saving.busy) void saving.save(create);
  }

  function pressed(event: KeyboardEvent<HTMLFormElement>): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      cancel();
    }
    if (event.key === 'Enter' && event.ctrlKey) event.currentTarget.requestSubmit();
  }

  return (
    <form className={classes.form} aria-label={props.label} onSubmit={submit} onKeyDown={pressed}>
      {props.children}
      <Group gap="xs">
        <Button type="submit" size="compact-md" loading={saving.busy}>
          {t.app.save}
        </Button>
        <Button size="compact-md" variant="subtle" color="gray" onClick={cancel}>
          {t.app.cancel}
        </Button>
      </Group>
    </form>
  );
}
