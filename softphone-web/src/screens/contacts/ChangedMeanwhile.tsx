import { Button } from '@mantine/core';
import { usePersonName } from '../../cards/PersonSelect.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import classes from './ContactEdit.module.css';
import type { ContactDraft } from './contact-form.ts';
import type { Field } from './meanwhile.ts';
import type { Meanwhile } from './use-contact-form.ts';

/** Says that somebody else saved the contact, and what they changed; `taken` is told when their changes are in the form. */
export function ChangedMeanwhile(props: { meanwhile: Meanwhile; taken: () => void }) {
  const { t } = useSpeech();
  const textOf = useTextOf();
  const { kind, name, company, role, email, note, numbers } = t.contacts;
  const labels: Readonly<Record<Field, string>> = {
    kind,
    name,
    company,
    role,
    email,
    note,
    tags: t.work.tags,
    ownerId: t.work.owner,
    numbers,
  };
  const { theirs, fields, take } = props.meanwhile;
  return (
    <div className={classes.kept} role="alert">
      <p>{take ? t.contacts.meanwhile.changed : t.contacts.meanwhile.taken}</p>
      <ul>
        {fields.map((field) => (
          <li key={field}>
            {labels[field]}: <HostileText text={textOf(theirs, field)} lines={4} />
          </li>
        ))}
      </ul>
      {take && (
        <Button
          variant="default"
          onClick={() => {
            take();
            props.taken();
          }}
        >
          {t.contacts.meanwhile.take}
        </Button>
      )}
    </div>
  );
}

/** Gives what stands in a field, as text. */
function useTextOf(): (draft: ContactDraft, field: Field) => string {
  const { t } = useSpeech();
  const personName = usePersonName();
  const texts: Readonly<Record<Field, (draft: ContactDraft) => string>> = {
    kind: ({ kind }) => t.contacts[kind],
    name: ({ name }) => name,
    company: ({ company }) => company?.name ?? '',
    role: ({ role }) => role,
    email: ({ email }) => email,
    note: ({ note }) => note,
    tags: ({ tags }) => tags.join(', '),
    ownerId: ({ ownerId }) => (ownerId === null ? t.work.nobody : personName(ownerId)),
    numbers: ({ numbers }) => numbers.map(({ written }) => written).join(', '),
  };
  return (draft, field) => texts[field](draft) || t.contacts.meanwhile.nothing;
}
