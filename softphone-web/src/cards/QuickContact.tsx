import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { visible } from '../ui/visible.ts';
import { Choices } from './Choices.tsx';
import { useParts } from './parts.tsx';
import { useSaving } from './use-saving.ts';
import { SaveOrCancel } from './SaveOrCancel.tsx';

interface Quick {
  readonly number: string;
  /** A name that the caller gave of himself; offered, not trusted. */
  readonly suggestedName: string;
  /** Whose the number is now. */
  readonly created: (contact: { readonly id: string }) => Promise<void>;
}

/** So many of the client base are offered beside a new contact. */
const OFFERED = 4;

/** A new contact with the number filled in, or one of the client base that gets the number: a name, Enter. */
export function QuickContact(props: Quick) {
  const { t } = useSpeech();
  // null: not opened yet; whoever leaves the form goes on at the button
  const [open, setOpen] = useState<boolean | null>(null);
  if (!open) {
    return (
      <Button
        variant="light"
        leftSection={<IconUserPlus size={18} aria-hidden />}
        onClick={() => setOpen(true)}
        data-card-act="who"
        aria-keyshortcuts="Alt+W"
        autoFocus={open === false}
      >
        {t.contacts.create}
      </Button>
    );
  }
  return <QuickForm {...props} close={() => setOpen(false)} />;
}

function QuickForm(props: Quick & { close: () => void }) {
  const { t, number: shown } = useSpeech();
  const { api, tellDone } = useParts();
  const [name, setName] = useState(props.suggestedName.slice(0, 200));
  const [number, setNumber] = useState(() => shown(props.number));
  const [kind, setKind] = useState<'person' | 'company'>('person');
  const [missing, setMissing] = useState(false);
  const { busy, save } = useSaving();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const written = number.trim();

  async function create(): Promise<void> {
    const numbers = written ? [{ kind: 'other' as const, written }] : [];
    const made = await api.createContact({ kind, name: name.trim(), numbers });
    const [unread] = made.unreadable;
    // The form closes with the choice below: there is no field left to say it at.
    if (unread) tellDone(visible(`${unread.written}: ${t.contacts.unreadable[unread.why]}`));
    await props.created(made);
    props.close();
  }

  async function attach(id: string): Promise<void> {
    if (written) await api.addNumber(id, { kind: 'other', written });
    await props.created({ id });
    tellDone(t.work.attached);
    props.close();
  }

  const told = (act: () => Promise<void>) => void save(act, () => false);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') told(create);
  }

  return (
    <form
      onSubmit={submit}
      style={{ display: 'grid', gap: 12 }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        props.close();
      }}
      noValidate
    >
      <SegmentedControl
        size="xs"
        value={kind}
        onChange={(value) => setKind(value === 'company' ? 'company' : 'person')}
        data={[
          { value: 'person', label: t.contacts.person },
          { value: 'company', label: t.contacts.company },
        ]}
        aria-label={t.contacts.kind}
      />
      <TextInput
        ref={field}
        label={t.contacts.name}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          const first = event.key === 'ArrowDown' && list.current?.querySelector('button');
          if (!first) return;
          event.preventDefault();
          first.focus();
        }}
        error={missing && t.contacts.nameMissing}
        maxLength={200}
        autoComplete="off"
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        required
      />
      <div ref={list} hidden={name.trim() === ''}>
        <Known
          name={name}
          attach={(id) => told(() => attach(id))}
          leave={() => field.current?.focus()}
        />
      </div>
      <TextInput
        label={t.contacts.number}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        maxLength={64}
        type="tel"
      />
      <SaveOrCancel busy={busy} cancel={props.close} />
    </form>
  );
}

/** Those of the client base whose names begin like what is typed. */
function Known(props: { name: string; attach: (id: string) => void; leave: () => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const [asked] = useDebouncedValue(props.name.trim(), 200);
  const query = useQuery({
    queryKey: ['contacts', 'attach', asked],
    queryFn: () => api.contacts(asked, null),
    enabled: asked.length > 1,
  });
  const found = asked.length > 1 ? (query.data?.items ?? []).slice(0, OFFERED) : [];
  if (found.length === 0) return null;
  return (
    <>
      <p className="quiet" style={{ margin: 0, fontSize: 14 }}>
        {t.work.attach}
      </p>
      <Choices
        choices={found.map(({ id, name, role, companyName }) => ({
          id,
          name,
          label: t.call.choose(name),
          about: [role, companyName].filter(Boolean).join(' · '),
        }))}
        choose={props.attach}
        leave={props.leave}
      />
    </>
  );
}
