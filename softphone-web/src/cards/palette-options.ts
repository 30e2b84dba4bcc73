import type { Contact } from '@perezvon/crm-core/model';
import { inOtherLayout } from '../text/other-layout.ts';
import type { Act } from './acts.ts';

/** A line of the palette: a number to call, a person or company to open, their calls in the history, or an act. */
export type PaletteOption =
  | { readonly kind: 'call'; readonly id: string; readonly name: string; readonly number: string }
  /** Calls by a number or name, as the history is searched. */
  | { readonly kind: 'history'; readonly id: string; readonly text: string }
  | { readonly kind: 'contact'; readonly id: string; readonly contact: Contact }
  | { readonly kind: 'act'; readonly id: string; readonly act: Act };

/** Lines of one kind, under one heading; the names are those in `text`. */
export interface PaletteGroup {
  readonly name: 'number' | 'people' | 'call' | 'page' | 'screens' | 'settings';
  readonly options: readonly PaletteOption[];
}

const MOST_PEOPLE = 6;
const MOST_NUMBERS = 3;
/** At least this many digits, and no letter, are a number to call. */
const SHORTEST_NUMBER = 2;

/** What fits the text: numbers and people first, then acts. Without a text the acts that make sense now. */
export function paletteGroups(
  text: string,
  { acts, people }: { acts: readonly Act[]; people: readonly Contact[] },
): readonly PaletteGroup[] {
  const wanted = text.trim();
  const fitting = acts.filter((act) => act.can && fits(act.word, wanted));
  const groups: PaletteGroup[] = [
    { name: 'number', options: isNumber(wanted) ? typed(wanted) : [] },
    { name: 'people', options: wanted ? people.slice(0, MOST_PEOPLE).flatMap(optionsOf) : [] },
    ...(['call', 'page', 'screens', 'settings'] as const).map((name) => ({
      name,
      options: fitting.filter(({ group }) => group === name).map(optionOf),
    })),
  ];
  return groups.filter(({ options }) => options.length > 0);
}

/** Whether the text is a number to call: digits and the signs that people write between them. */
export function isNumber(text: string): boolean {
  return (
    !/[^\d\s()+*#./\u2010-\u2015-]/.test(text) && text.replace(/\D/g, '').length >= SHORTEST_NUMBER
  );
}

/** Whether each word that was typed begins a word of the name, on either layout. */
function fits(name: string, typedText: string): boolean {
  const words = wordsOf(name);
  return [typedText, inOtherLayout(typedText)].some((text) =>
    wordsOf(text).every((part) => words.some((word) => word.startsWith(part))),
  );
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll('ё', 'е')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function typed(number: string): PaletteOption[] {
  return [
    { kind: 'call', id: 'typed', name: '', number },
    { kind: 'history', id: 'typed-history', text: number },
  ];
}

function optionsOf(contact: Contact): PaletteOption[] {
  const { id, name, numbers } = contact;
  return [
    { kind: 'contact', id: `open-${id}`, contact },
    ...numbers.slice(0, MOST_NUMBERS).map((one) => ({
      kind: 'call' as const,
      id: `call-${one.id}`,
      name,
      number: one.e164 ?? one.written,
    })),
    { kind: 'history', id: `history-${id}`, text: name },
  ];
}

function optionOf(act: Act): PaletteOption {
  return { kind: 'act', id: `act-${act.name}`, act };
}
