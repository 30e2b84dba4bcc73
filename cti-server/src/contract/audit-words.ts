import type { AuditAction } from './audit.ts';

type Words = Readonly<Record<AuditAction, string>>;

/** One table for the page and the exported file. */
const ru: Words = {
  'sign-in': 'Вход',
  'sign-in-refused': 'Вход отклонён',
  'sign-in-throttled': 'Слишком много попыток входа',
  'sign-out': 'Выход',
  'session-ended': 'Вход завершён',
  'sessions-ended': 'Завершены все входы',
  'link-taken': 'Вход по одноразовой ссылке, задан пароль',
  'link-refused': 'Одноразовая ссылка отклонена',
  'password-changed': 'Пароль изменён',
  'password-refused': 'Смена пароля отклонена: старый не подошёл',
  'user-created': 'Пользователь создан',
  'user-changed': 'Пользователь изменён',
  'user-disabled': 'Пользователь отключён',
  'user-enabled': 'Пользователь включён',
  'user-invited': 'Создана одноразовая ссылка',
  'connection-created': 'АТС добавлена',
  'connection-changed': 'Настройки АТС изменены',
  'connection-disabled': 'АТС отключена',
  'connection-enabled': 'АТС включена',
  'connection-removed': 'АТС удалена',
  'connection-examined': 'АТС проверена',
  'secret-key-renewed': 'Ключ секретов сменён',
  'recording-played': 'Прослушана запись',
  'capture-downloaded': 'Скачаны события звонка',
  'day-reconciled': 'День сверен вручную',
  'audit-exported': 'Журнал действий выгружен',
};

const en: Words = {
  'sign-in': 'Sign-in',
  'sign-in-refused': 'Sign-in refused',
  'sign-in-throttled': 'Too many attempts to sign in',
  'sign-out': 'Sign-out',
  'session-ended': 'Session ended',
  'sessions-ended': 'All sessions ended',
  'link-taken': 'Sign-in by one-use link, password set',
  'link-refused': 'One-use link refused',
  'password-changed': 'Password changed',
  'password-refused': 'Change of password refused: the old one was wrong',
  'user-created': 'User made',
  'user-changed': 'User changed',
  'user-disabled': 'User disabled',
  'user-enabled': 'User enabled',
  'user-invited': 'One-use link made',
  'connection-created': 'PBX added',
  'connection-changed': 'PBX settings changed',
  'connection-disabled': 'PBX disabled',
  'connection-enabled': 'PBX enabled',
  'connection-removed': 'PBX removed',
  'connection-examined': 'PBX examined',
  'secret-key-renewed': 'Key of secrets renewed',
  'recording-played': 'Recording played',
  'capture-downloaded': 'Events of a call downloaded',
  'day-reconciled': 'Day reconciled by hand',
  'audit-exported': 'Audit log exported',
};

/** What was done, in words. */
export const AUDIT_WORDS: Readonly<Record<'ru' | 'en', Words>> = { ru, en };
