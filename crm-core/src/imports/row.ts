import { readNumbers } from '../contacts/numbers.ts';
import type { ContactNumber } from '../contacts/model.ts';
import type { ImportField, ImportPlan, ImportRemark } from './model.ts';

/** A line as a contact. */
export interface ImportedContact {
  readonly line: number;
  readonly kind: 'person' | 'company';
  readonly name: string;
  /** Name of the company they belong to; empty: none. */
  readonly company: string;
  readonly role: string;
  readonly email: string;
  readonly note: string;
  readonly tags: readonly string[];
  readonly ownerId: string | null;
  readonly numbers: readonly Omit<ContactNumber, 'id'>[];
}

/** A record of the file; `line` is the one it begins in. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** How records are understood. */
export interface RowRules extends Pick<ImportPlan, 'columns' | 'country'> {
  /** Id of the user whom a login or name means; null: nobody is called so. */
  readonly ownerOf: (written: string) => string | null;
}

/** What a record comes to; `contact` is null where it is refused, or nothing stands in it. */
export interface ReadRecord {
  readonly contact: ImportedContact | null;
  readonly remarks: readonly ImportRemark[];
}

const LONGEST = { name: 200, company: 200, role: 200, email: 200, note: 4_000 } as const;
const LONGEST_NUMBER = 64;
const LONGEST_TAG = 40;
const MOST = 20;
const PHONES = ['work', 'mobile', 'home', 'other'] as const;

/** Between the numbers of one field; not the comma before an extension: "…, доб. 12". */
const BETWEEN_NUMBERS = /[;|\n]+|,(?!\s*(?:доб|вн|ext|x))/iu;
const BETWEEN_TAGS = /[;,|\n]+/u;
/** What a spreadsheet would compute, with the apostrophe of an export that made a text of it (kernel/csv.ts). */
const GUARDED = /^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/u;

const KINDS: ReadonlyMap<string, ImportedContact['kind']> = new Map([
  ...['person', 'человек', 'контакт', 'физлицо', 'contact'].map(
    (word) => [word, 'person'] as const,
  ),
  ...['company', 'компания', 'организация', 'юрлицо'].map((word) => [word, 'company'] as const),
]);

/** Understands a record. Whatever cannot be kept as it stands is told, by line and field. */
export function readRecord({ line, cells }: CsvRecord, rules: RowRules): ReadRecord {
  const texts = textsOf(cells, rules.columns);
  const remarks: ImportRemark[] = [];
  const refuse = (field: ImportRemark['field'], reason: ImportRemark['reason']) =>
    void remarks.push({ line, field, reason, refused: true });
  const tell = (field: ImportField, reason: ImportRemark['reason']) =>
    void remarks.push({ line, field, reason, refused: false });

  if (cells.every((cell) => plain(cell) === '')) return { contact: null, remarks };
  // a field that was cut in two moves all after it
  if (cells.slice(rules.columns.length).some((cell) => plain(cell) !== ''))
    refuse('line', 'extra-cells');
  const { name, kind, company } = whoOf(texts, tell);
  if (name === '') refuse('name', 'empty');
  const [role, email, owner] = [first(texts, 'role'), first(texts, 'email'), first(texts, 'owner')];
  const note = texts.get('note')?.join('\n') ?? '';
  for (const [field, text] of Object.entries({ name, company, role, email, note })) {
    const known = field as keyof typeof LONGEST;
    if (text.length > LONGEST[known]) refuse(known, 'too-long');
  }
  const ownerId = owner === '' ? null : rules.ownerOf(owner);
  if (owner !== '' && ownerId === null) tell('owner', 'unknown-owner');
  const tags = tagsOf(texts, refuse);
  const numbers = numbersOf(texts, rules.country, { refuse, tell });
  if (remarks.some(({ refused }) => refused)) {
    return { contact: null, remarks: remarks.filter(({ refused }) => refused) };
  }
  const about = { role, email, note, tags, ownerId };
  return { contact: { line, kind, name, company, ...about, numbers }, remarks };
}

/** A cell without blanks around, controls within and the apostrophe of an export; line breaks stay. */
export function plain(cell: string): string {
  return cell
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n]+/gu, ' ')
    .trim()
    .replace(GUARDED, '');
}

/** Field → what its columns hold, in their order. */
function textsOf(
  cells: readonly string[],
  columns: ImportPlan['columns'],
): ReadonlyMap<ImportField, readonly string[]> {
  const texts = new Map<ImportField, string[]>();
  for (const [index, field] of columns.entries()) {
    const text = plain(cells[index] ?? '');
    if (field === null || text === '') continue;
    texts.set(field, [...(texts.get(field) ?? []), text]);
  }
  return texts;
}

type Texts = ReturnType<typeof textsOf>;

/** In one line. */
function first(texts: Texts, field: ImportField): string {
  return oneLine(texts.get(field)?.[0] ?? '');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ');
}

/** A line that names a company and nobody in it is the company's own. */
function whoOf(texts: Texts, tell: (field: ImportField, reason: 'not-a-kind') => void) {
  const said = first(texts, 'kind').toLowerCase();
  const told = KINDS.get(said);
  if (said !== '' && !told) tell('kind', 'not-a-kind');
  const name = oneLine(texts.get('name')?.join(' ') ?? '');
  const company = first(texts, 'company');
  if (name === '') return { name: company, kind: 'company' as const, company: '' };
  const kind = told ?? 'person';
  return { name, kind, company: kind === 'company' ? '' : company };
}

function tagsOf(
  texts: Texts,
  refuse: (field: ImportField, reason: 'too-long' | 'too-many') => void,
): string[] {
  const typed = (texts.get('tags') ?? []).flatMap((text) => text.split(BETWEEN_TAGS));
  const words = typed.map(oneLine).map((tag) => tag.trim());
  const tags = [...new Map(words.filter(Boolean).map((tag) => [tag.toLowerCase(), tag])).values()];
  if (tags.some((tag) => tag.length > LONGEST_TAG)) refuse('tags', 'too-long');
  if (tags.length > MOST) refuse('tags', 'too-many');
  return tags;
}

/** A number that nobody can be called by is kept as it is written, and told. */
function numbersOf(
  texts: Texts,
  country: string,
  say: {
    refuse: (field: ImportField, reason: 'too-long' | 'too-many') => void;
    tell: (field: ImportField, reason: ImportRemark['reason']) => void;
  },
): ImportedContact['numbers'] {
  const typed = PHONES.flatMap((kind) =>
    (texts.get(kind) ?? []).flatMap((text) =>
      text.split(BETWEEN_NUMBERS).map((one) => ({ kind, written: plain(oneLine(one)) })),
    ),
  ).filter(({ written }) => written !== '');
  for (const { kind, written } of typed) {
    if (written.length > LONGEST_NUMBER) say.refuse(kind, 'too-long');
  }
  const { numbers, unreadable } = readNumbers(typed, country);
  if (numbers.length > MOST) say.refuse(typed[0]?.kind ?? 'other', 'too-many');
  for (const { written, why } of unreadable) {
    const kind = typed.find((one) => one.written === written)?.kind ?? 'other';
    if (why !== 'too-long') say.tell(kind, why);
  }
  return numbers;
}
