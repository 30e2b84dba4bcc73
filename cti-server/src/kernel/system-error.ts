import type { Phrase } from './errors.ts';

/** What the codes of the system, SQLite and zlib mean. A code that ends in `*` stands for all that begin so. */
const KNOWN: Readonly<Record<string, Phrase>> = {
  ENOENT: { ru: 'нет такого файла или каталога', en: 'no such file or directory' },
  ENOTDIR: { ru: 'часть пути — не каталог', en: 'a part of the path is no directory' },
  EISDIR: { ru: 'это каталог, а не файл', en: 'this is a directory, not a file' },
  EEXIST: { ru: 'такой файл уже есть', en: 'the file exists already' },
  EACCES: { ru: 'нет права доступа', en: 'permission denied' },
  EPERM: { ru: 'система этого не разрешает', en: 'the system does not permit it' },
  EROFS: { ru: 'диск только для чтения', en: 'the file system is read-only' },
  ENOSPC: { ru: 'диск полон', en: 'the disk is full' },
  EDQUOT: { ru: 'исчерпана дисковая квота', en: 'the disk quota is used up' },
  EIO: { ru: 'ошибка диска', en: 'the disk reports an error' },
  EBUSY: { ru: 'занято другой программой', en: 'another program uses it' },
  ELOOP: { ru: 'ссылки в пути ведут по кругу', en: 'links in the path go round in a circle' },
  ENAMETOOLONG: { ru: 'путь слишком длинный', en: 'the path is too long' },
  EXDEV: { ru: 'это другой диск', en: 'it is on another file system' },
  ESTALE: { ru: 'сетевой каталог пропал', en: 'the network share is gone' },
  EMFILE: { ru: 'открыто слишком много файлов', en: 'too many files are open' },
  ENFILE: { ru: 'открыто слишком много файлов', en: 'too many files are open' },
  EADDRINUSE: { ru: 'адрес занят', en: 'the address is in use' },
  EADDRNOTAVAIL: { ru: 'у этой машины нет такого адреса', en: 'this machine has no such address' },
  EAFNOSUPPORT: { ru: 'такие адреса здесь не работают', en: 'such addresses do not work here' },
  ECONNREFUSED: { ru: 'там никто не слушает', en: 'nothing listens there' },
  ECONNRESET: { ru: 'другая сторона оборвала связь', en: 'the other side cut the connection' },
  EPIPE: { ru: 'другая сторона оборвала связь', en: 'the other side cut the connection' },
  ETIMEDOUT: { ru: 'ответа нет', en: 'there is no answer' },
  EHOSTUNREACH: { ru: 'туда нет пути', en: 'there is no way to it' },
  ENETUNREACH: { ru: 'туда нет пути', en: 'there is no way to it' },
  ENOTFOUND: { ru: 'имя в сети неизвестно', en: 'the host name is not known' },
  EAI_AGAIN: { ru: 'имя в сети узнать не удалось', en: 'the host name could not be looked up' },
  Z_DATA_ERROR: { ru: 'упакованное повреждено', en: 'what is packed in it is damaged' },
  Z_BUF_ERROR: { ru: 'файл обрывается', en: 'the file breaks off' },
  'SQLITE_CANTOPEN*': { ru: 'файл не открывается', en: 'the file cannot be opened' },
  'SQLITE_BUSY*': { ru: 'файл держит другая программа', en: 'another program holds the file' },
  'SQLITE_NOTADB*': { ru: 'это не база данных SQLite', en: 'this is no SQLite database' },
  'SQLITE_CORRUPT*': { ru: 'файл повреждён', en: 'the file is damaged' },
  'SQLITE_READONLY*': { ru: 'файл только для чтения', en: 'the file is read-only' },
  'SQLITE_PERM*': { ru: 'нет права доступа', en: 'permission denied' },
  'SQLITE_FULL*': { ru: 'диск полон', en: 'the disk is full' },
  'SQLITE_IOERR*': { ru: 'ошибка диска', en: 'the disk reports an error' },
};

/**
 * Why something failed, in both languages: `нет такого файла или каталога (ENOENT)`. Where the code is not known,
 * what the error says itself. The path that failed is told where it is not the one the sentence names (`named`).
 */
export function reasonOf(error: unknown, named?: string): Phrase {
  if (!(error instanceof Error)) return both(String(error));
  const { code, path } = error as NodeJS.ErrnoException;
  const known = typeof code === 'string' ? wordsOf(code) : NO_FOLDER.test(error.message) && FOLDER;
  if (!known) return both(error.message || String(code ?? error.name));
  const by = code === undefined ? '' : ` (${code})`;
  const at = path === undefined || path === named ? '' : `: ${path}`;
  return { ru: `${known.ru}${by}${at}`, en: `${known.en}${by}${at}` };
}

/** better-sqlite3 says this without a code. */
const NO_FOLDER = /directory does not exist/;
const FOLDER: Phrase = { ru: 'такого каталога нет', en: 'there is no such directory' };

function wordsOf(code: string): Phrase | undefined {
  return KNOWN[code] ?? KNOWN[`${code.split('_', 2).join('_')}*`];
}

const both = (text: string): Phrase => ({ ru: text, en: text });
