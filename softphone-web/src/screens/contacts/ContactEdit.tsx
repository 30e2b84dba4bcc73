import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  SegmentedControl,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { Contact, ContactNumber, NewContact } from '@perezvon/crm-core/model';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

type Written = NewContact['numbers'][number] & { readonly key: number };

/** The form of a contact; `contact` null makes a new one. */
export function ContactEdit(props: {
  contact: Contact | null;
  saved: (contact: Contact) => void;
  cancel?: () => void;
}) {
  const { t } = useSpeech();
  const { api, tellDone, tellFailure } = useParts();
  const queries = useQueryClient();
  const { contact } = props;
  const [kind, setKind] = useState<Contact['kind']>(contact?.kind ?? 'person');
  const [name, setName] = useState(contact?.name ?? '');
  const [role, setRole] = useState(contact?.role ?? '');
  const [email, setEmail] = useState(contact?.email ?? '');
  const [note, setNote] = useState(contact?.note ?? '');
  const [numbers, setNumbers] = useState<Written[]>(() => firstNumbers(contact));
  const [busy, setBusy] = useState(false);

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const sent: NewContact = {
      kind,
      name: name.trim(),
      role: role.trim(),
      email: email.trim(),
      note,
      companyId: contact?.companyId ?? null,
      numbers: numbers
        .filter((one) => one.written.trim())
        .map((one) => ({ kind: one.kind, written: one.written.trim() })),
    };
    try {
      const saved = contact
        ? await api.saveContact(contact.id, sent)
        : await api.createContact(sent);
      await queries.invalidateQueries({ queryKey: ['contacts'] });
      await queries.invalidateQueries({ queryKey: ['contact', saved.id] });
      tellDone(t.contacts.saved);
      props.saved(saved);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={save} style={{ display: 'grid', gap: 14 }}>
      <SegmentedControl
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
        maxLength={200}
        required
        autoFocus
      />
      <Numbers numbers={numbers} change={setNumbers} />
      <TextInput
        label={t.contacts.role}
        value={role}
        onChange={(event) => setRole(event.currentTarget.value)}
        maxLength={200}
      />
      <TextInput
        label={t.contacts.email}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        maxLength={200}
        type="email"
      />
      <Textarea
        label={t.contacts.note}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={4000}
        autosize
        minRows={2}
        maxRows={10}
      />
      <Group gap="xs">
        <Button type="submit" loading={busy} disabled={!name.trim()}>
          {t.app.save}
        </Button>
        {props.cancel && (
          <Button variant="subtle" color="gray" onClick={props.cancel}>
            {t.app.cancel}
          </Button>
        )}
      </Group>
    </form>
  );
}

function firstNumbers(contact: Contact | null): Written[] {
  if (!contact) return [{ key: 0, kind: 'work', written: '' }];
  return contact.numbers.map((one, key) => ({ key, kind: one.kind, written: one.written }));
}

function Numbers(props: { numbers: Written[]; change: (numbers: Written[]) => void }) {
  const { t } = useSpeech();
  const { numbers, change } = props;
  const set = (key: number, part: Partial<Written>) =>
    change(numbers.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const nextKey = numbers.reduce((most, one) => Math.max(most, one.key), -1) + 1;
  return (
    <fieldset style={{ display: 'grid', gap: 8, margin: 0, padding: 0, border: 0 }}>
      <legend style={{ padding: 0, fontSize: 14, fontWeight: 500 }}>{t.contacts.numbers}</legend>
      {numbers.map((one) => (
        <Group key={one.key} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={t.contacts.number}
            value={one.written}
            onChange={(event) => set(one.key, { written: event.currentTarget.value })}
            maxLength={64}
            type="tel"
            style={{ flex: 1 }}
          />
          <NativeSelect
            aria-label={t.contacts.kind}
            value={one.kind}
            onChange={(event) =>
              set(one.key, { kind: event.currentTarget.value as ContactNumber['kind'] })
            }
            data={Object.entries(t.contacts.numberKinds).map(([value, label]) => ({
              value,
              label,
            }))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t.contacts.removeNumber}
            onClick={() => change(numbers.filter((other) => other.key !== one.key))}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ justifySelf: 'start' }}
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={numbers.length >= 20}
        onClick={() => change([...numbers, { key: nextKey, kind: 'mobile', written: '' }])}
      >
        {t.contacts.addNumber}
      </Button>
    </fieldset>
  );
}
