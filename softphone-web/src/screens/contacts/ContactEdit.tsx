import { Anchor, Button, Group, SegmentedControl, TagsInput, TextInput } from '@mantine/core';
import type { Contact } from '@perezvon/crm-core/model';
import { type FormEvent, useEffect, useRef } from 'react';
import { ChangedMeanwhile, type FieldTexts } from '../../cards/ChangedMeanwhile.tsx';
import type { FieldOf } from '../../cards/meanwhile.ts';
import { PersonSelect, usePersonName } from '../../cards/PersonSelect.tsx';
import { useSpeech } from '../../text/language.tsx';
import { GrowingText } from '../../ui/GrowingText.tsx';
import { useAskBeforeLeaving } from '../../ui/use-ask-before-leaving.ts';
import { CompanyPicker } from './CompanyPicker.tsx';
import classes from './ContactEdit.module.css';
import type { ContactDraft } from './contact-form.ts';
import { Numbers } from './Numbers.tsx';
import { useContactForm } from './use-contact-form.ts';

/** The form of a contact; `contact` null makes a new one. */
export function ContactEdit(props: {
  contact: Contact | null;
  saved: (contact: Contact) => void;
  cancel: () => void;
}) {
  const { t } = useSpeech();
  const form = useRef<HTMLFormElement>(null);
  const { draft, marks, kept, meanwhile, busy, isChanged, isFoundAgain, discard, set, save } =
    useContactForm(props.contact, props.saved);
  useAskBeforeLeaving(isChanged);
  const words = useFieldWords();

  useEffect(() => {
    if (Object.keys(marks).length === 0) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [marks]);

  function submit(event: FormEvent) {
    event.preventDefault();
    void save();
  }

  const field = (name: 'name' | 'role' | 'email') => ({
    value: draft[name],
    error: marks[name],
    maxLength: 200,
  });
  return (
    <form ref={form} onSubmit={submit} className={classes.form} noValidate>
      {isFoundAgain && (
        <p className={classes.kept} role="status">
          {t.contacts.foundAgain}{' '}
          <Anchor
            component="button"
            type="button"
            inherit
            c="inherit"
            td="underline"
            onClick={discard}
          >
            {t.contacts.discard}
          </Anchor>
        </p>
      )}
      <SegmentedControl
        value={draft.kind}
        onChange={(kind) => set({ kind: kind === 'company' ? 'company' : 'person' })}
        data={[
          { value: 'person', label: t.contacts.person },
          { value: 'company', label: t.contacts.company },
        ]}
        aria-label={t.contacts.kind}
      />
      <TextInput
        {...field('name')}
        label={t.contacts.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        required
        autoFocus
      />
      <Numbers numbers={draft.numbers} marks={marks} change={(numbers) => set({ numbers })} />
      {draft.kind === 'person' && (
        <CompanyPicker
          company={draft.company}
          choose={(company) => set({ company })}
          error={marks['companyId']}
        />
      )}
      <TextInput
        {...field('role')}
        label={t.contacts.role}
        onChange={(event) => set({ role: event.currentTarget.value })}
      />
      <TextInput
        {...field('email')}
        label={t.contacts.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
        type="email"
      />
      <TagsInput
        label={t.work.tags}
        description={t.work.tagsHint}
        value={[...draft.tags]}
        onChange={(tags) => set({ tags })}
        error={marks['tags']}
        maxTags={20}
      />
      <PersonSelect
        label={t.work.owner}
        nobody={t.work.nobody}
        value={draft.ownerId}
        choose={(ownerId) => set({ ownerId })}
        error={marks['ownerId']}
      />
      <GrowingText
        label={t.contacts.note}
        value={draft.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
        error={marks['note']}
        maxLength={4000}
        minRows={2}
        maxRows={10}
      />
      {kept && (
        <p className={classes.kept} role="status">
          {t.contacts.keptUnread}
        </p>
      )}
      <ChangedMeanwhile meanwhile={meanwhile} {...words} />
      <Group gap="xs">
        <Button type="submit" loading={busy}>
          {t.app.save}
        </Button>
        <Button
          variant={kept ? 'default' : 'subtle'}
          color="gray"
          onClick={() => {
            if (kept) return props.saved(kept);
            discard();
            props.cancel();
          }}
        >
          {kept ? t.contacts.leaveSo : t.app.cancel}
        </Button>
      </Group>
    </form>
  );
}

/** How the fields are called, and what stands in them. */
function useFieldWords(): {
  labels: Readonly<Record<FieldOf<ContactDraft>, string>>;
  texts: FieldTexts<ContactDraft>;
} {
  const { t } = useSpeech();
  const personName = usePersonName();
  const { kind, name, company, role, email, note, numbers } = t.contacts;
  const { tags, owner: ownerId } = t.work;
  return {
    labels: { kind, name, company, role, email, note, tags, ownerId, numbers },
    texts: {
      kind: (which) => t.contacts[which],
      company: (one) => one?.name ?? '',
      ownerId: (id) => (id === null ? t.work.nobody : personName(id)),
      numbers: (all) => all.map(({ written }) => written).join(', '),
    },
  };
}
