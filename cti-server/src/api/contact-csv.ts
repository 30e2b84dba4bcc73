import type { Contact, ImportField, ImportRemark } from '@perezvon/crm-core/model';
import { IMPORT_WORDS } from '../contract/index.ts';
import { csvLines, UTF8_MARK } from '../kernel/csv.ts';

type Language = 'ru' | 'en';

/** In the words by which an import knows the columns again. */
const COLUMNS: readonly ImportField[] = [
  ...(['kind', 'name', 'company', 'role', 'work', 'mobile', 'home', 'other'] as const),
  ...(['email', 'tags', 'owner', 'note'] as const),
];

const KINDS = {
  ru: { person: 'человек', company: 'компания' },
  en: { person: 'person', company: 'company' },
} as const;

const REPORT_HEAD: Readonly<Record<Language, readonly string[]>> = {
  ru: ['Строка файла', 'Итог', 'Поле', 'Причина', 'Код'],
  en: ['Line of the file', 'Outcome', 'Field', 'Reason', 'Code'],
};

/** The first line of exported contacts. */
export function contactCsvHead(language: Language): string {
  return UTF8_MARK + csvLines([COLUMNS.map((field) => IMPORT_WORDS[language].fields[field])]);
}

/** Contacts as CSV that an import reads again. */
export function contactCsvRows(
  contacts: readonly Contact[],
  { language, loginOf }: { language: Language; loginOf: (userId: string) => string },
): string {
  const cell = (contact: Contact, field: ImportField): string => {
    switch (field) {
      case 'kind':
        return KINDS[language][contact.kind];
      case 'company':
        return contact.companyName ?? '';
      case 'tags':
        return contact.tags.join('; ');
      case 'owner':
        return contact.ownerId === null ? '' : loginOf(contact.ownerId);
      case 'name':
      case 'role':
      case 'email':
      case 'note':
        return contact[field];
      default:
        return numbersOf(contact, field);
    }
  };
  return csvLines(contacts.map((contact) => COLUMNS.map((field) => cell(contact, field))));
}

function numbersOf({ numbers }: Contact, kind: Contact['numbers'][number]['kind']): string {
  const own = numbers.filter((one) => one.kind === kind);
  return own.map(({ e164, written }) => e164 ?? written).join('; ');
}

/** The first line of the report of an import. */
export function reportHead(language: Language): string {
  return UTF8_MARK + csvLines([REPORT_HEAD[language]]);
}

/** What there is to say of lines, as CSV. */
export function reportRows(remarks: readonly ImportRemark[], language: Language): string {
  const { fields, reasons, ...outcomes } = IMPORT_WORDS[language];
  return csvLines(
    remarks.map(({ line, field, reason, refused }) => [
      String(line),
      refused ? outcomes.refused : outcomes.taken,
      fields[field],
      reasons[reason],
      reason,
    ]),
  );
}
