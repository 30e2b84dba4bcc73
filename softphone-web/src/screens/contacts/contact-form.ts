import type {
  Contact,
  ContactAnswer,
  ContactNumber,
  NewContact,
  UnreadableNumber,
} from '@perezvon/crm-core/model';
import { joinedForm, type Three } from '../../cards/meanwhile.ts';

/** A number as it stands in the form; `key` names its field while others come and go. */
export interface WrittenNumber {
  readonly key: number;
  readonly kind: ContactNumber['kind'];
  readonly written: string;
}

/** What stands in the form. */
export interface ContactDraft {
  readonly kind: Contact['kind'];
  readonly name: string;
  readonly company: { readonly id: string; readonly name: string } | null;
  readonly role: string;
  readonly email: string;
  readonly note: string;
  readonly tags: readonly string[];
  /** The user who looks after them. */
  readonly ownerId: string | null;
  readonly numbers: readonly WrittenNumber[];
}

/** What is wrong, by field; a number's field is `number-` and its key. */
export type Marks<Mark = string> = Readonly<Record<string, Mark>>;

/** The form of a contact, or of a new one with one empty number. */
export function draftOf(contact: Contact | null): ContactDraft {
  const { companyId = null, companyName = null } = contact ?? {};
  return {
    kind: contact?.kind ?? 'person',
    name: contact?.name ?? '',
    company: companyId === null ? null : { id: companyId, name: companyName ?? '' },
    role: contact?.role ?? '',
    email: contact?.email ?? '',
    note: contact?.note ?? '',
    tags: contact?.tags ?? [],
    ownerId: contact?.ownerId ?? null,
    numbers: contact?.numbers.map(({ kind, written }, key) => ({ key, kind, written })) ?? [
      { key: 0, kind: 'work', written: '' },
    ],
  };
}

/** What they saved, with my changes on top; tags and numbers are those that either added, without those that either removed. */
export function joinedDraft(three: Three<ContactDraft>): ContactDraft {
  const joined = joinedForm(three, {
    tags: (tag) => tag.toLowerCase(),
    numbers: ({ kind, written }) => `${kind} ${written.trim()}`,
  });
  return { ...joined, numbers: joined.numbers.map((number, key) => ({ ...number, key })) };
}

/** What is sent: without empty numbers; a company belongs to none. */
export function sentOf(draft: ContactDraft): NewContact {
  return {
    kind: draft.kind,
    name: draft.name.trim(),
    companyId: draft.kind === 'company' ? null : (draft.company?.id ?? null),
    role: draft.role.trim(),
    email: draft.email.trim(),
    note: draft.note,
    tags: [...draft.tags],
    ownerId: draft.ownerId,
    numbers: filled(draft).map(({ kind, written }) => ({ kind, written: written.trim() })),
  };
}

/** The server's `fields` as marks of this form: `numbers.1.written` is the second number that was sent. */
export function marksOf(draft: ContactDraft, fields: Marks): Marks {
  const numbers = filled(draft);
  return Object.fromEntries(
    Object.entries(fields).map(([field, mark]) => {
      const at = /^numbers\.(\d+)\./.exec(field)?.[1];
      const number = at === undefined ? undefined : numbers[Number(at)];
      return [number ? numberField(number) : field, mark];
    }),
  );
}

/**
 * The numbers by which no call will be known, as marks. Those that stood so in the contact before
 * (`before`) are not new: whoever left them once is not asked again.
 */
export function unreadableMarks(
  draft: ContactDraft,
  answer: Pick<ContactAnswer, 'unreadable'>,
  before: Contact | null,
): Marks<UnreadableNumber['why']> {
  const known = before?.numbers.filter(({ e164 }) => e164 === null).map(({ written }) => written);
  return Object.fromEntries(
    filled(draft).flatMap((number) => {
      const written = number.written.trim();
      const found = answer.unreadable.find((one) => one.written === written);
      return found && !known?.includes(written) ? [[numberField(number), found.why]] : [];
    }),
  );
}

/** The name of a number's field. */
export function numberField({ key }: Pick<WrittenNumber, 'key'>): string {
  return `number-${key}`;
}

function filled({ numbers }: ContactDraft): WrittenNumber[] {
  return numbers.filter(({ written }) => written.trim() !== '');
}
