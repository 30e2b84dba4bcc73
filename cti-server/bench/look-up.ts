import { join } from 'node:path';
import { createPhoneIndex, openDatabase } from '@perezvon/crm-core';
import { createRandom } from '../../fixtures/sample-people/random.ts';
import { bigDatabase } from './big-database.ts';
import { median, short, tell } from './figure.ts';

const ROUNDS = 30;
const LOOK_UPS = 3_000;

/** The same question, written by hand. */
const RAW = `
  SELECT c.id, c.kind, c.name, company.name AS companyName, c.role
  FROM contact_numbers n JOIN contacts c ON c.id = n.contact_id
    LEFT JOIN contacts company ON company.id = c.company_id
  WHERE n.e164 = ? ORDER BY n.row LIMIT 20`;

/** Who has a number, among 1,000,000 contacts: the product's look-up against a raw prepared statement. */
export async function lookUp(): Promise<void> {
  const handle = openDatabase({ file: join(bigDatabase(), 'perezvon.db'), readonly: true });
  const numbers = handle.sqlite
    .prepare<[], string>('SELECT e164 FROM contact_numbers WHERE row % 7 = 0 AND e164 IS NOT NULL')
    .pluck()
    .all();
  const index = createPhoneIndex(handle);
  const raw = handle.sqlite.prepare<[string], unknown>(RAW);
  const subjects = {
    product: (e164: string) => index.find(e164),
    raw: (e164: string) => raw.all(e164),
  };
  const random = createRandom(3);
  compare('look-up of a known number', subjects, () => random.pick(numbers));
  compare('look-up of an unknown number', subjects, () => `+7800${random.digits(9)}`);
  handle.close();
}

type Find = (e164: string) => readonly unknown[];

/** Both get numbers of their own in turn, so that neither finds the other's pages warm. */
function compare(what: string, subjects: { product: Find; raw: Find }, number: () => string): void {
  const took = { product: [] as number[], raw: [] as number[] };
  for (let round = -3; round < ROUNDS; round += 1) {
    for (const name of ['raw', 'product'] as const) {
      const numbers = Array.from({ length: LOOK_UPS }, number);
      const began = performance.now();
      for (const e164 of numbers) subjects[name](e164);
      if (round >= 0) took[name].push(((performance.now() - began) / LOOK_UPS) * 1_000);
    }
  }
  const [product, raw] = [median(took.product), median(took.raw)];
  tell({
    what,
    value: product / raw,
    most: 1.5,
    unit: '×',
    of: `product ${short(product)} µs, raw statement ${short(raw)} µs, among 1,000,000 contacts`,
  });
}
