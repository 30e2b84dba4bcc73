import type { ImportField, ImportRemark } from '@perezvon/crm-core/model';

interface Words {
  readonly fields: Readonly<Record<ImportField | 'line', string>>;
  readonly reasons: Readonly<Record<ImportRemark['reason'], string>>;
  readonly refused: string;
  readonly taken: string;
}

const ru: Words = {
  fields: {
    line: 'вся строка',
    name: 'Имя',
    company: 'Компания',
    work: 'Рабочий телефон',
    mobile: 'Мобильный телефон',
    home: 'Домашний телефон',
    other: 'Другой телефон',
    email: 'Почта',
    role: 'Должность',
    tags: 'Метки',
    owner: 'Ответственный',
    note: 'Заметка',
    kind: 'Вид',
  },
  reasons: {
    empty: 'пусто: нет ни имени, ни компании',
    'too-long': 'слишком длинно',
    'too-many': 'больше двадцати',
    'not-a-kind': 'не «человек» и не «компания»: взято как человек',
    'unknown-owner': 'у нас нет никого с таким логином или именем: ответственный не указан',
    'not-a-number': 'здесь нет телефонного номера: оставлено как написано',
    'not-in-use': 'такого номера не бывает: оставлено как написано',
    'short-code': 'короткий номер: оставлено как написано',
    'other-kept': 'у контакта уже стоит другое: оставлено прежнее',
    'extra-cells': 'полей больше, чем столбцов: возможно, текст с разделителем стоит без кавычек',
  },
  refused: 'строка не принята',
  taken: 'строка прочитана',
};

const en: Words = {
  fields: {
    line: 'whole line',
    name: 'Name',
    company: 'Company',
    work: 'Work phone',
    mobile: 'Mobile phone',
    home: 'Home phone',
    other: 'Other phone',
    email: 'E-mail',
    role: 'Role',
    tags: 'Tags',
    owner: 'Owner',
    note: 'Note',
    kind: 'Kind',
  },
  reasons: {
    empty: 'empty: neither name nor company',
    'too-long': 'too long',
    'too-many': 'more than twenty',
    'not-a-kind': 'neither “person” nor “company”: taken as a person',
    'unknown-owner': 'nobody of ours has this login or name: left without an owner',
    'not-a-number': 'there is no telephone number in it: kept as written',
    'not-in-use': 'there is no such number: kept as written',
    'short-code': 'a short number: kept as written',
    'other-kept': 'the contact has another one, which stays',
    'extra-cells': 'more fields than columns: a text with the delimiter may stand without quotes',
  },
  refused: 'line refused',
  taken: 'line read',
};

/** What columns hold and what is said of lines: one table for the page, the report and the exported file. */
export const IMPORT_WORDS: Readonly<Record<'ru' | 'en', Words>> = { ru, en };
