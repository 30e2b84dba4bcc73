import type { Contact } from '@perezvon/crm-core/model';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { ApiProblem } from '../../services/http.ts';
import { useSpeech } from '../../text/language.tsx';
import {
  type ContactDraft,
  draftOf,
  type Marks,
  marksOf,
  sentOf,
  unreadableMarks,
} from './contact-form.ts';
import { type Field, joinedDraft, changedFields } from './meanwhile.ts';

/** What somebody else saved while the form was open. */
export interface Meanwhile {
  readonly theirs: ContactDraft;
  /** What they changed. */
  readonly fields: readonly Field[];
  /** It is in the form, with the own changes on top; null once it is. */
  readonly take: (() => void) | null;
}

/** The state of a contact's form, and its saving. */
export interface ContactForm {
  readonly draft: ContactDraft;
  readonly marks: Marks;
  /** Saved, though some of its numbers cannot be read: they may be corrected now. */
  readonly kept: Contact | null;
  /** Nothing is saved before this is looked at. */
  readonly meanwhile: Meanwhile | null;
  readonly busy: boolean;
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
  const { api, tellDone, tellFailure } = useParts();
  const queries = useQueryClient();
  // as it was when the form was filled from it: the page reads it anew by itself, and the form stays
  const [seen, setSeen] = useState(contact);
  const [draft, setDraft] = useState(() => draftOf(contact));
  const [marks, setMarks] = useState<Marks>({});
  const [kept, setKept] = useState<Contact | null>(null);
  const { theirs, readTheirs, forgetTheirs } = useTheirs();
  const [busy, setBusy] = useState(false);

  async function send(): Promise<void> {
    const sent = sentOf(draft);
    const answer = seen ? await api.saveContact(seen, sent) : await api.createContact(sent);
    await queries.invalidateQueries({ queryKey: ['contacts'] });
    await queries.invalidateQueries({ queryKey: ['contact', answer.id] });
    const unreadable = Object.entries(unreadableMarks(draft, answer, seen));
    setMarks(Object.fromEntries(unreadable.map(([at, why]) => [at, t.contacts.unreadable[why]])));
    forgetTheirs();
    if (unreadable.length > 0) {
      setKept(answer);
      setSeen(answer);
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
    try {
      await send().catch((error: unknown) => {
        const isOther = error instanceof ApiProblem && error.code === 'contact-changed';
        if (isOther && seen) return readTheirs(seen);
        throw error;
      });
    } catch (error) {
      const wrong = error instanceof ApiProblem ? marksOf(draft, error.fields) : {};
      setMarks(wrong);
      if (Object.keys(wrong).length === 0) tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  function take(): void {
    if (!theirs) return;
    setDraft(joinedDraft({ ...draftsOf(theirs), mine: draft }));
    setSeen(theirs.contact);
    setMarks({});
  }

  return {
    draft,
    marks,
    kept,
    meanwhile: theirs && meanwhileOf(theirs, seen === theirs.contact ? null : take),
    busy,
    set: (part) => setDraft((before) => ({ ...before, ...part })),
    save,
  };
}

/** A contact as the form was filled from it, and as somebody else saved it. */
interface Theirs {
  readonly opened: Contact;
  readonly contact: Contact;
}

function useTheirs() {
  const { api } = useParts();
  const queries = useQueryClient();
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  return {
    theirs,
    forgetTheirs: () => setTheirs(null),
    async readTheirs(opened: Contact): Promise<void> {
      const contact = await queries.fetchQuery({
        queryKey: ['contact', opened.id],
        queryFn: () => api.contact(opened.id),
        staleTime: 0,
      });
      setTheirs({ opened, contact });
    },
  };
}

const draftsOf = ({ opened, contact }: Theirs) => ({
  opened: draftOf(opened),
  theirs: draftOf(contact),
});

function meanwhileOf(both: Theirs, take: Meanwhile['take']): Meanwhile {
  const { opened, theirs } = draftsOf(both);
  return { theirs, fields: changedFields(opened, theirs), take };
}
