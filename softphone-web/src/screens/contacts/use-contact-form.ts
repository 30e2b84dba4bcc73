import type { Contact } from '@perezvon/crm-core/model';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { type Meanwhile, useVersioned } from '../../cards/use-versioned.ts';
import { ApiProblem } from '../../services/http.ts';
import { useSpeech } from '../../text/language.tsx';
import {
  type ContactDraft,
  draftOf,
  joinedDraft,
  type Marks,
  marksOf,
  sentOf,
  unreadableMarks,
} from './contact-form.ts';

/** The state of a contact's form, and its saving. */
export interface ContactForm {
  readonly draft: ContactDraft;
  readonly marks: Marks;
  /** Saved, though some of its numbers cannot be read: they may be corrected now. */
  readonly kept: Contact | null;
  /** Nothing is saved before this is looked at. */
  readonly meanwhile: Meanwhile<ContactDraft> | null;
  readonly busy: boolean;
  /** Something stands in it that is not saved. */
  readonly isChanged: boolean;
  /** It was left unsaved, and what was written is in it again. */
  readonly isFoundAgain: boolean;
  /** It is as if nothing had been written. */
  readonly discard: () => void;
  readonly set: (part: Partial<ContactDraft>) => void;
  /** Settles when it is saved, or what is wrong is marked or told. */
  readonly save: () => Promise<void>;
}

/** A form of `contact` (null: a new one); `saved` is told when nothing is left to correct. */
export function useContactForm(
  contact: Contact | null,
  saved: (contact: Contact) => void,
): ContactForm {
  const { t } = useSpeech();
  const { api, tellDone, tellFailure, unsaved } = useParts();
  const queries = useQueryClient();
  const [kept, setKept] = useState<Contact | null>(null);
  const {
    form: draft,
    set,
    meanwhile,
    replace,
    goOn,
    isChanged,
    isFoundAgain,
    forget,
    discard,
  } = useVersioned<Contact, ContactDraft>({
    thing: contact,
    formOf: draftOf,
    join: joinedDraft,
    ...(kept ? {} : { keep: { in: unsaved, as: unsavedName(contact?.id) } }),
    read: ({ id }) =>
      queries.fetchQuery({
        queryKey: ['contact', id],
        queryFn: () => api.contact(id),
        staleTime: 0,
      }),
  });
  const [marks, setMarks] = useState<Marks>({});
  const [busy, setBusy] = useState(false);

  async function send(seen: Contact | null): Promise<void> {
    const sent = sentOf(draft);
    const answer = seen ? await api.saveContact(seen, sent) : await api.createContact(sent);
    forget();
    await queries.invalidateQueries({ queryKey: ['contacts'] });
    await queries.invalidateQueries({ queryKey: ['contact', answer.id] });
    const unreadable = Object.entries(unreadableMarks(draft, answer, seen));
    setMarks(Object.fromEntries(unreadable.map(([at, why]) => [at, t.contacts.unreadable[why]])));
    if (unreadable.length > 0) {
      setKept(answer);
      goOn(answer, draft);
      return;
    }
    tellDone(t.contacts.saved);
    saved(answer);
  }

  async function save(): Promise<void> {
    if (sentOf(draft).name === '') {
      setMarks({ name: t.contacts.nameMissing });
      return;
    }
    setBusy(true);
    setMarks({});
    try {
      await replace(send);
    } catch (error) {
      const wrong = error instanceof ApiProblem ? marksOf(draft, error.fields) : {};
      setMarks(wrong);
      if (Object.keys(wrong).length === 0) tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return {
    draft,
    marks,
    kept,
    meanwhile,
    busy,
    isChanged: isChanged && kept === null,
    isFoundAgain,
    discard() {
      setMarks({});
      discard();
    },
    set,
    save,
  };
}

/** By which name the form of a contact, or of a new one, is kept. */
export function unsavedName(id: string | undefined): string {
  return `contact ${id ?? ''}`;
}
