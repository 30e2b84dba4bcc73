import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import type { Contact } from '@perezvon/crm-core/model';
import { type FormEvent, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { visible } from '../ui/visible.ts';
import { useParts } from './parts.tsx';

/** "Create contact" with the number filled in: one click, a name, Enter. */
export function QuickContact(props: {
  number: string;
  /** A name that the caller gave of himself; offered, not trusted. */
  suggestedName: string;
  created: (contact: Contact) => Promise<void>;
}) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Button
        variant="light"
        leftSection={<IconUserPlus size={18} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t.contacts.create}
      </Button>
    );
  }
  return <QuickForm {...props} close={() => setOpen(false)} />;
}

function QuickForm(props: {
  number: string;
  suggestedName: string;
  created: (contact: Contact) => Promise<void>;
  close: () => void;
}) {
  const { t, number: shown } = useSpeech();
  const { api, tellDone, tellFailure } = useParts();
  const [name, setName] = useState(props.suggestedName.slice(0, 200));
  const [number, setNumber] = useState(() => shown(props.number));
  const [kind, setKind] = useState<'person' | 'company'>('person');
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    const blank = name.trim() === '';
    setMissing(blank);
    if (blank) return;
    setBusy(true);
    try {
      const numbers = number.trim() ? [{ kind: 'other' as const, written: number.trim() }] : [];
      const made = await api.createContact({ kind, name: name.trim(), numbers });
      const [unread] = made.unreadable;
      // The form closes with the choice below: there is no field left to say it at.
      if (unread) tellDone(visible(`${unread.written}: ${t.contacts.unreadable[unread.why]}`));
      await props.created(made);
      props.close();
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={save} style={{ display: 'grid', gap: 12 }} noValidate>
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
        label={t.contacts.name}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing && t.contacts.nameMissing}
        maxLength={200}
        autoFocus
        required
      />
      <TextInput
        label={t.contacts.number}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        maxLength={64}
        type="tel"
      />
      <Group gap="xs">
        <Button type="submit" loading={busy}>
          {t.app.save}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.close}>
          {t.app.cancel}
        </Button>
      </Group>
    </form>
  );
}
