import type { Erasure } from '../contract/index.ts';
import type { Language } from '../kernel/errors.ts';

/** What a certificate says, line by line; nothing of the person is in it. */
type Words = (erasure: Erasure) => readonly string[];

const ru: Words = (e) => [
  'СВИДЕТЕЛЬСТВО ОБ УДАЛЕНИИ ПЕРСОНАЛЬНЫХ ДАННЫХ',
  '',
  `Номер: ${e.id}`,
  `Время (UTC): ${e.at}`,
  `Выполнил: ${e.by}`,
  `Обращение: ${e.reference || '—'}`,
  ...(e.interrupted
    ? [
        'Сервер посреди удаления остановился и закончил его после запуска; что удалено до остановки, здесь не сосчитано.',
      ]
    : []),
  '',
  'Удалено из базы Перезвона:',
  `- карточка контакта: ${e.contacts}; его номеров: ${e.numbers}; фотографий: ${e.photos ?? 0};`,
  `- номер, имя и контакт в его звонках: ${e.calls} (время, направление, итог и сотрудник остались: звонок по-прежнему считается в отчётах);`,
  `- упоминания в чужих звонках: ${e.mentions};`,
  `- заметки к его звонкам: ${e.notes};`,
  `- сделки: ${e.deals ?? 0}; задачи и обещанные звонки: ${e.tasks ?? 0}; записи о встречах, письмах и прочем: ${e.written ?? 0};`,
  `- события АТС об этих звонках, частей: ${e.captures};`,
  `- записи журнала звонков, в которых он упоминался: ${e.entries}.`,
  '',
  'Записи разговоров:',
  `- файлов удалено: ${e.recordings};`,
  `- файлов не нашлось: ${e.recordingsMissing};`,
  `- файлов удалить не удалось: ${e.recordingsLeft}${e.reason ? ` (${e.reason.ru}); удалите их на АТС` : ''}. В Перезвоне на них больше ничто не указывает.`,
  '',
  'Чего Перезвон удалить не может:',
  '- записи звонков самой АТС (CDR, журналы, голосовая почта): их удаляют на АТС;',
  '- резервные копии, сделанные до этого времени: данные в них есть, пока копия хранится;',
  '- папки before-restore-… в каталоге данных, куда восстановление отложило прежние данные: их удаляют вручную.',
  'После восстановления из такой копии данные снова здесь. Сам Перезвон удаление не повторяет: его повторяет администратор.',
  '',
  'В журнале действий остаётся, что удаление было, кто и когда его выполнил; данных этого человека там нет.',
];

const en: Words = (e) => [
  'CERTIFICATE OF ERASURE OF PERSONAL DATA',
  '',
  `Number: ${e.id}`,
  `Time (UTC): ${e.at}`,
  `Done by: ${e.by}`,
  `Request: ${e.reference || '—'}`,
  ...(e.interrupted
    ? [
        'The server stopped in between and ended it after its start; what was removed before is not counted here.',
      ]
    : []),
  '',
  "Removed from Perezvon's database:",
  `- the contact's card: ${e.contacts}; its numbers: ${e.numbers}; photos: ${e.photos ?? 0};`,
  `- number, name and contact in their calls: ${e.calls} (time, direction, result and operator stay: reports still count the call);`,
  `- where calls of others named them: ${e.mentions};`,
  `- notes on their calls: ${e.notes};`,
  `- deals: ${e.deals ?? 0}; tasks and promised calls: ${e.tasks ?? 0}; what was written of meetings, letters and the like: ${e.written ?? 0};`,
  `- events of the PBX about these calls, pieces: ${e.captures};`,
  `- entries of the log of calls that named them: ${e.entries}.`,
  '',
  'Recordings:',
  `- files removed: ${e.recordings};`,
  `- files not found: ${e.recordingsMissing};`,
  `- files that could not be removed: ${e.recordingsLeft}${e.reason ? ` (${e.reason.en}); remove them on the PBX` : ''}. Nothing in Perezvon points at them any more.`,
  '',
  'What Perezvon cannot remove:',
  "- the PBX's own records of calls (CDR, logs, voicemail): they are removed on the PBX;",
  '- backups made before this time: the data is in them for as long as they are kept;',
  '- folders before-restore-… in the data directory, where a restore put the data of before: they are removed by hand.',
  'After a restore of such a backup the data is here again. Perezvon does not repeat the erasure by itself: an administrator must.',
  '',
  'The audit log keeps that it was done, by whom and when; nothing of the person is in it.',
];

/** What was erased and what could not be, as a text to be handed on. */
export function certificateOf(erasure: Erasure, language: Language): string {
  const lines = (language === 'ru' ? ru : en)(erasure);
  // a line break in a name must not make a line of the certificate
  return `${lines.map((line) => line.replaceAll(/\p{Cc}+/gu, ' ')).join('\r\n')}\r\n`;
}
