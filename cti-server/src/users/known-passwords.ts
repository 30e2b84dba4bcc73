import { AppError } from '../kernel/errors.ts';

/** What is left of a password beside words that anybody would try must be as long. */
const FEWEST_OTHER = 6;
const SHORTEST_WORD = 3;
/** The product's own names. */
const OURS = ['perezvon', 'перезвон', 'asterisk', 'password', 'пароль'];

let known: Promise<ReadonlySet<string>> | undefined;

/** Some 50,000 that people had, and others stole; read when one is first set. */
async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].map((one) => String(one).toLowerCase()));
}

/**
 * ASVS 6.2.4, 6.2.11: refuses a password that is among those that are tried first, alone, twice or with digits behind,
 * or little more than `words` (login, name). Throws `AppError` `password-known`, with the form's `field`.
 */
export async function refuseKnown(
  password: string,
  { words, field }: { words: readonly string[]; field: string },
): Promise<void> {
  known ??= load();
  const text = password.normalize('NFKC').toLowerCase();
  const half = text.slice(0, text.length / 2);
  const bare = text.replace(/[\p{N}\p{P}\p{S}]+$/u, '');
  const tried = [text, bare, ...(half + half === text ? [half] : [])];
  const rest = [...OURS, ...words.flatMap((one) => one.toLowerCase().split(/\s+/))]
    .filter((word) => word.length >= SHORTEST_WORD)
    .reduce((left, word) => left.replaceAll(word, ''), text);
  const list = await known;
  const isKnown = tried.some((one) => list.has(one)) || new Set(text).size < 4;
  if (!isKnown && (rest === text || rest.length >= FEWEST_OTHER)) return;
  throw new AppError('password-known', { fields: { [field]: 'password-known' } });
}
