import { stringify } from 'csv-stringify/sync';

/** The mark by which spreadsheets know UTF-8; before the first line. */
export const UTF8_MARK = '\uFEFF';

/**
 * Rows as CSV (RFC 4180, every field in quotes). What a spreadsheet would take for a formula begins with an
 * apostrophe; line breaks and other controls become blanks.
 */
export function csvLines(rows: readonly (readonly string[])[]): string {
  const plain = rows.map((row) => row.map((cell) => cell.replaceAll(/\p{Cc}+/gu, ' ').trim()));
  return stringify(plain, { quoted: true, escape_formulas: true, record_delimiter: 'windows' });
}
