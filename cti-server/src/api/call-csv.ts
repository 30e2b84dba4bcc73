import type { Caller, CallView } from '../contract/index.ts';
import { csvLines, UTF8_MARK } from '../kernel/csv.ts';

type Language = 'ru' | 'en';
type Column = readonly [ru: string, en: string, cell: (call: CallView) => string | number | null];

const seconds = (ms: number) => Math.round(ms / 1_000);

/** The columns; codes and times stay as the API has them, for programs to read. */
const COLUMNS: readonly Column[] = [
  ['Начало (UTC)', 'Start (UTC)', ({ startedAt }) => startedAt],
  ['Направление', 'Direction', ({ direction }) => direction],
  ['Результат', 'Result', ({ disposition }) => disposition],
  ['Номер', 'Number', ({ e164, externalNumber }) => e164 ?? externalNumber],
  ['Кто', 'Who', ({ caller }) => nameOf(caller)],
  ['Компания', 'Company', ({ caller }) => companyOf(caller)],
  ['Набран', 'Dialled', ({ did, dialled }) => did ?? dialled],
  ['Очередь', 'Queue', ({ queue }) => queue],
  ['Говорили', 'Talked', ({ handledBy }) => handledBy.join(' ')],
  ['Звонил у', 'Rang at', ({ rang }) => rang.join(' ')],
  ['Ожидание, с', 'Wait, s', ({ waitMs }) => seconds(waitMs)],
  ['Разговор, с', 'Talk, s', ({ talkMs }) => seconds(talkMs)],
  ['Удержание, с', 'Hold, s', ({ holdMs }) => seconds(holdMs)],
  ['Итог', 'Outcome', ({ outcome }) => outcome],
  ['Заметка', 'Note', ({ note }) => note],
  ['АТС', 'PBX', ({ pbx }) => pbx],
  ['Id', 'Id', ({ id }) => id],
];

/** The first line. */
export function callCsvHead(language: Language): string {
  return UTF8_MARK + csvLines([COLUMNS.map(([ru, en]) => (language === 'ru' ? ru : en))]);
}

/** Calls as CSV; numbers, names and notes in it are written by strangers. */
export function callCsvRows(calls: readonly CallView[]): string {
  return csvLines(calls.map((call) => COLUMNS.map(([, , cell]) => String(cell(call) ?? ''))));
}

function nameOf(caller: Caller): string {
  return caller.kind === 'known' ? caller.contact.name : '';
}

function companyOf(caller: Caller): string | null {
  return caller.kind === 'known' ? caller.contact.companyName : null;
}
