/** What went wrong and what to do, for people. */
type Words = readonly [sentence: string, cure: string];

interface Entry {
  /** HTTP status where it leaves by the API. */
  readonly status: number;
  readonly ru: Words;
  readonly en: Words;
}

/** Every error that a person may meet, by its stable code. `{name}` is filled in by the thrower. */
export const CATALOGUE = {
  'not-signed-in': {
    status: 401,
    ru: ['Вы не вошли, или сеанс закончился.', 'Войдите снова.'],
    en: ['You are not signed in, or the session is over.', 'Sign in again.'],
  },
  'metrics-refused': {
    status: 401,
    ru: [
      'Показатели отдаются только с ключом.',
      'Передайте в заголовке Authorization: Bearer значение metricsToken из файла настроек.',
    ],
    en: [
      'The metrics are told only to who bears the token.',
      'Send Authorization: Bearer with the metricsToken of the configuration file.',
    ],
  },
  'sign-in-refused': {
    status: 401,
    ru: [
      'Логин или пароль не подходит.',
      'Проверьте раскладку и Caps Lock; забытый пароль меняет администратор новой ссылкой.',
    ],
    en: [
      'Login or password is wrong.',
      'Check the keyboard layout and Caps Lock; an administrator replaces a forgotten password by a new link.',
    ],
  },
  'open-id-away': {
    status: 502,
    ru: [
      'Сервер входа {issuer} не отвечает.',
      'Войдите по паролю или попробуйте позже; администратор найдёт причину в журнале сервера.',
    ],
    en: [
      'The sign-in server {issuer} does not answer.',
      'Sign in by password, or try again later; an administrator finds the reason in the log of the server.',
    ],
  },
  'open-id-expired': {
    status: 400,
    ru: ['Вход через другой сервер занял слишком много времени.', 'Начните его снова.'],
    en: ['The sign-in at the other server took too long.', 'Begin it again.'],
  },
  'open-id-refused': {
    status: 401,
    ru: [
      'Сервер входа {issuer} вас не пустил.',
      'Попробуйте снова; если не выйдет, администратор найдёт причину в журнале сервера.',
    ],
    en: [
      'The sign-in server {issuer} did not let you in.',
      'Try again; if that fails, an administrator finds the reason in the log of the server.',
    ],
  },
  'open-id-unknown': {
    status: 401,
    ru: [
      'Сервер входа вас знает, а здесь такого пользователя нет или он отключён.',
      'Администратор должен завести пользователя с этим логином.',
    ],
    en: [
      'The sign-in server knows you, but there is no such user here, or it is disabled.',
      'An administrator has to make a user with this login.',
    ],
  },
  'open-id-other': {
    status: 401,
    ru: [
      'Пользователь с этим логином привязан к другой учётной записи сервера входа.',
      'Если это вы, администратор снимет привязку в карточке пользователя.',
    ],
    en: [
      'The user with this login is bound to another account of the sign-in server.',
      'If it is you, an administrator undoes the bond in the form of the user.',
    ],
  },
  'changed-meanwhile': {
    status: 412,
    ru: [
      'Тем временем это изменил кто-то другой; ничего не сохранено.',
      'Прочитайте заново и внесите свои изменения туда.',
    ],
    en: [
      'Somebody else has changed this meanwhile; nothing was saved.',
      'Read it anew, and make your changes in it.',
    ],
  },
  'version-missing': {
    status: 428,
    ru: [
      'Не сказано, какую версию вы меняете.',
      'Передайте в заголовке If-Match прочитанное поле version в кавычках или *, чтобы заменить любую.',
    ],
    en: [
      'Nothing says which version you change.',
      'Send If-Match with the version that you read in quotation marks, or * for whatever it is.',
    ],
  },
  'import-too-large': {
    status: 413,
    ru: [
      'Файл больше {most} МБ.',
      'Разделите его или увеличьте importMegabytes в файле настроек сервера.',
    ],
    en: [
      'The file is longer than {most} MB.',
      'Divide it, or raise importMegabytes in the configuration file of the server.',
    ],
  },
  'import-many': {
    status: 409,
    ru: [
      'Уже {most} файлов ждут загрузки.',
      'Начните или прекратите их загрузку; файл, которого никто не касается, удаляется через сутки.',
    ],
    en: [
      '{most} files wait to be imported already.',
      'Begin or cancel those imports; a file that nobody touches goes after a day.',
    ],
  },
  'import-part': {
    status: 409,
    ru: ['Файл передан до байта {received}.', 'Продолжите с этого байта.'],
    en: ['Of the file the bytes up to {received} are here.', 'Go on from that byte.'],
  },
  'import-over': {
    status: 409,
    ru: ['С этой загрузкой так больше нельзя.', 'Посмотрите, на чём она остановилась.'],
    en: ['That cannot be done with this import any more.', 'Look where it stands.'],
  },
  'import-archive': {
    status: 400,
    ru: [
      'Это не CSV, а книга Excel, архив или PDF.',
      'Откройте файл в Excel или LibreOffice и сохраните как «CSV UTF-8 (разделитель — запятая)», затем выберите сохранённый файл.',
    ],
    en: [
      'This is no CSV but an Excel workbook, an archive or a PDF.',
      'Open it in Excel or LibreOffice, save it as “CSV UTF-8 (comma delimited)”, then choose the saved file.',
    ],
  },
  'import-not-text': {
    status: 400,
    ru: [
      'Это не текст.',
      'Выберите файл CSV: таблицу, сохранённую из Excel или другой программы как CSV.',
    ],
    en: [
      'This is no text.',
      'Choose a CSV file: a table that Excel or another program saved as CSV.',
    ],
  },
  'import-empty': {
    status: 400,
    ru: ['В файле нет ни одной записи.', 'Выберите другой файл.'],
    en: ['There is no record in the file.', 'Choose another file.'],
  },
  'import-quote': {
    status: 400,
    ru: [
      'В записи, которая начинается в строке {line}, кавычка открыта и не закрыта.',
      'Закройте или удалите кавычку и выберите файл снова. Ничего не загружено.',
    ],
    en: [
      'In the record that begins in line {line} a quote opens and does not close.',
      'Close or remove the quote and choose the file again. Nothing was imported.',
    ],
  },
  'import-long-line': {
    status: 400,
    ru: [
      'Строка {line} длиннее {most} символов.',
      'Проверьте, что это таблица: одна запись на строку. Ничего не загружено.',
    ],
    en: [
      'Line {line} is longer than {most} characters.',
      'See that the file is a table with one record on each line. Nothing was imported.',
    ],
  },
  'import-columns': {
    status: 400,
    ru: [
      'В файле {found} столбцов, больше {most}.',
      'Оставьте столбцы, которые нужны, и выберите файл снова. Ничего не загружено.',
    ],
    en: [
      'The file has {found} columns, more than {most}.',
      'Keep the columns that are needed, and choose the file again. Nothing was imported.',
    ],
  },
  'import-no-name': {
    status: 400,
    ru: ['Не сказано, где имя.', 'Выберите столбец с именем или с компанией.'],
    en: ['Nothing says where the name is.', 'Choose the column with the name or the company.'],
  },
  'import-country': {
    status: 400,
    ru: ['Такой страны нет.', 'Укажите две буквы по ISO 3166, например RU или DE.'],
    en: ['There is no such country.', 'Give two letters of ISO 3166, such as RU or DE.'],
  },
  'import-failed': {
    status: 500,
    ru: [
      'Загрузка прервалась.',
      'Причина в журнале сервера; загрузите файл снова: известные контакты не удвоятся.',
    ],
    en: [
      'The import broke off.',
      'The log of the server has the reason; import the file again: known contacts are not doubled.',
    ],
  },
  'missed-claimed': {
    status: 409,
    ru: [
      'Этому клиенту перезванивает {who}.',
      'Если нужно, освободите звонок и возьмите его себе.',
    ],
    en: ['{who} is calling this customer back.', 'Where needed, release the call and take it.'],
  },
  'too-many-attempts': {
    status: 429,
    ru: ['Слишком много попыток.', 'Подождите {seconds} с и попробуйте снова.'],
    en: ['Too many attempts.', 'Wait {seconds} s, then try again.'],
  },
  'too-many-tests': {
    status: 429,
    ru: [
      'Адреса проверяются не чаще {most} раз в минуту.',
      'Подождите {seconds} с и попробуйте снова.',
    ],
    en: ['Addresses are tried {most} times a minute at most.', 'Wait {seconds} s, then try again.'],
  },
  'server-busy': {
    status: 503,
    ru: ['Сервер сейчас перегружен.', 'Попробуйте снова через несколько секунд.'],
    en: ['The server is overloaded now.', 'Try again in a few seconds.'],
  },
  'took-too-long': {
    status: 503,
    ru: [
      'Ответ занял слишком много времени.',
      'Сделано это или нет, неизвестно: посмотрите, прежде чем повторить.',
    ],
    en: [
      'The answer took too long.',
      'Whether it was done is not known: look before you try again.',
    ],
  },
  'link-refused': {
    status: 400,
    ru: [
      'Ссылка не действует: она уже использована, устарела или заменена новой.',
      'Попросите у администратора новую; ссылка первого администратора печатается при запуске сервера.',
    ],
    en: [
      'The link does not work: it was used, is too old, or was replaced by a newer one.',
      "Ask an administrator for a new one; the first administrator's is printed when the server starts.",
    ],
  },
  'login-taken': {
    status: 409,
    ru: ['Логин «{login}» уже занят.', 'Выберите другой.'],
    en: ['The login "{login}" is taken.', 'Choose another.'],
  },
  'proof-needed': {
    status: 403,
    ru: [
      'С последнего ввода пароля прошло больше получаса.',
      'Введите пароль ещё раз: так чужой человек за вашим компьютером ничего не изменит.',
    ],
    en: [
      'Your password was typed more than half an hour ago.',
      'Type it again: so nobody else at your computer changes anything.',
    ],
  },
  'proof-needed-elsewhere': {
    status: 403,
    ru: [
      'С последнего входа через другой сервер прошло больше получаса.',
      'Войдите там ещё раз: так чужой человек за вашим компьютером ничего не изменит.',
    ],
    en: [
      'You signed in at the other server more than half an hour ago.',
      'Sign in there again: so nobody else at your computer changes anything.',
    ],
  },
  'code-needed': {
    status: 422,
    ru: ['Нужен код.', 'Введите код из приложения или один из запасных кодов.'],
    en: ['A code is needed.', 'Type the code from your app, or one of your recovery codes.'],
  },
  'code-refused': {
    status: 422,
    ru: [
      'Код не подходит или уже использован.',
      'Дождитесь следующего кода; если он не подойдёт, проверьте часы телефона. Нет ни телефона, ни запасных кодов — второй фактор сбросит администратор.',
    ],
    en: [
      'The code is wrong, or was used already.',
      'Wait for the next one; if that is wrong, too, check the clock of your telephone. Without telephone and recovery codes: an administrator resets the second factor.',
    ],
  },
  'sign-in-with-code': {
    status: 409,
    ru: ['Пароль задан.', 'Войдите с ним и с кодом из приложения на странице входа.'],
    en: ['The password is set.', 'Sign in with it and a code from your app at the sign-in page.'],
  },
  'second-factor-on': {
    status: 409,
    ru: ['Второй фактор уже включён.', 'Чтобы сменить телефон, сначала выключите его.'],
    en: ['The second factor is on already.', 'To change the telephone, turn it off first.'],
  },
  'team-taken': {
    status: 409,
    ru: ['Команда «{name}» уже есть.', 'Назовите её иначе.'],
    en: ['There is a team "{name}" already.', 'Choose another name.'],
  },
  'pbx-from-file': {
    status: 409,
    ru: [
      'АТС «{pbx}» задана в файле настроек.',
      'Исправьте её там и перезапустите сервер; или уберите её из файла и создайте здесь.',
    ],
    en: [
      'The PBX "{pbx}" stands in the configuration file.',
      'Change it there and restart the server; or take it out of the file and make it here.',
    ],
  },
  'pbx-id-taken': {
    status: 409,
    ru: ['Код АТС «{pbx}» уже занят.', 'Выберите другой.'],
    en: ['The PBX id "{pbx}" is taken.', 'Choose another.'],
  },
  'pbx-in-use': {
    status: 409,
    ru: [
      'У АТС «{pbx}» есть пользователи с внутренними номерами: {count}.',
      'Сначала дайте им другую АТС; или отключите эту, не удаляя.',
    ],
    en: [
      'The PBX "{pbx}" has users with extensions: {count}.',
      'Give them another PBX first; or disable this one instead of removing it.',
    ],
  },
  'extension-taken': {
    status: 409,
    ru: [
      'Внутренний номер {extension} {whose}.',
      'Выберите другой номер или сначала освободите этот.',
    ],
    en: ['Extension {extension} {whose}.', 'Choose another, or free this one first.'],
  },
  'first-phone-missing': {
    status: 422,
    ru: [
      'Дополнительный телефон есть, а внутреннего номера нет.',
      'Сначала задайте внутренний номер: с него звонят, если не выбран другой.',
    ],
    en: [
      'There is a further phone, and no extension.',
      'Set the extension first: calls are placed from it unless another is chosen.',
    ],
  },
  'one-browser-phone': {
    status: 422,
    ru: [
      'Телефон в браузере у человека может быть только один.',
      'Оставьте в браузере один номер, у остальных выберите «настольный телефон».',
    ],
    en: [
      'One person can have one phone in the browser only.',
      'Leave one extension in the browser, and make the others desk phones.',
    ],
  },
  'not-your-phone': {
    status: 422,
    ru: ['Номера {extension} среди ваших телефонов нет.', 'Обновите страницу и выберите другой.'],
    en: ['{extension} is none of your phones.', 'Reload the page and choose another.'],
  },
  'place-occupied': {
    status: 409,
    ru: ['Место {extension} уже занял(а) {name}.', 'Выберите свободное место.'],
    en: ['{name} sits at {extension} already.', 'Choose a free place.'],
  },
  'last-admin': {
    status: 409,
    ru: ['Это последний администратор.', 'Сначала назначьте другого.'],
    en: ['This is the last administrator.', 'Make another one first.'],
  },
  'old-password-wrong': {
    status: 422,
    ru: ['Пароль не подходит.', 'Введите его снова.'],
    en: ['The password is wrong.', 'Type it again.'],
  },
  forbidden: {
    status: 403,
    ru: ['На это у вас нет права.', 'Попросите администратора.'],
    en: ['You have no right to do this.', 'Ask an administrator.'],
  },
  'foreign-origin': {
    status: 403,
    ru: [
      'Запрос пришёл с чужой страницы ({origin}).',
      'Откройте Перезвон по его адресу; если он стоит за прокси, задайте publicOrigin.',
    ],
    en: [
      'The request came from a foreign page ({origin}).',
      'Open Perezvon at its own address; behind a proxy set publicOrigin.',
    ],
  },
  'no-data': {
    status: 404,
    ru: [
      'В каталоге {dir} нет данных Перезвона.',
      'Проверьте dataDir в конфигурации, или запускайте из её каталога.',
    ],
    en: [
      'There is no data of Perezvon in {dir}.',
      'Check dataDir in the configuration, or run this in its folder.',
    ],
  },
  'backup-failed': {
    status: 500,
    ru: [
      'Копия в {folder} не сделана: {reason}.',
      'Освободите место или назовите другой каталог: --to.',
    ],
    en: ['The backup in {folder} failed: {reason}.', 'Make room, or name another folder: --to.'],
  },
  'backup-damaged': {
    status: 500,
    ru: [
      'Копия {file} повреждена: {reason}.',
      'Возьмите другую копию. Нынешние данные не тронуты.',
    ],
    en: [
      'The copy {file} is damaged: {reason}.',
      'Take another backup. The present data was not touched.',
    ],
  },
  'restore-failed': {
    status: 500,
    ru: [
      'Копия из {folder} не возвращена: {reason}.',
      'Нынешние данные не тронуты. Освободите место или дайте право читать копию и писать в dataDir, затем повторите.',
    ],
    en: [
      'The backup in {folder} was not restored: {reason}.',
      'The present data was not touched. Make room, or give the right to read the backup and write to dataDir; then try again.',
    ],
  },
  'no-backup': {
    status: 404,
    ru: [
      'В каталоге {folder} нет копии (perezvon.db).',
      'Назовите каталог, который напечатала npm run backup.',
    ],
    en: [
      'There is no backup (perezvon.db) in {folder}.',
      'Name the folder that npm run backup printed.',
    ],
  },
  'no-cdr': {
    status: 404,
    ru: [
      'Для АТС «{pbx}» не указано, где лежат её записи о звонках (CDR).',
      'Укажите у этой АТС в разделе «АТС» файл …/cdr-csv/Master.csv или адрес базы данных ("postgres://…" либо "mysql://…"); у АТС из файла настроек — "cdr" там, затем перезапустите сервер.',
    ],
    en: [
      'PBX "{pbx}" has no source of call detail records (CDR).',
      'On the page PBXs name its file …/cdr-csv/Master.csv, or the address of a database ("postgres://…" or "mysql://…"); for a PBX of the configuration file put "cdr" there and restart the server.',
    ],
  },
  'day-not-begun': {
    status: 400,
    ru: ['День {day} ещё не наступил.', 'Выберите сегодняшний или прошедший день.'],
    en: ['The day {day} has not begun yet.', 'Choose today or a day before.'],
  },
  'day-removed': {
    status: 409,
    ru: [
      'Звонков за {day} больше нет: срок их хранения прошёл.',
      'Выберите более поздний день; сроки — в разделе «Данные».',
    ],
    en: [
      'The calls of {day} are gone: they are not kept so long.',
      'Choose a later day; how long things are kept is on the page “Data”.',
    ],
  },
  'settings-unreadable': {
    status: 400,
    ru: [
      'Это не файл настроек Перезвона.',
      'Выберите файл perezvon-settings.json, который дала кнопка «Выгрузить».',
    ],
    en: [
      'This is no file of Perezvon’s settings.',
      'Choose the perezvon-settings.json that the button “Export” gave.',
    ],
  },
  'settings-version': {
    status: 400,
    ru: [
      'Файл настроек версии {version}, а этот сервер понимает версию {ours}.',
      'Обновите сервер или выгрузите настройки заново.',
    ],
    en: [
      'The file is of version {version}; this server reads version {ours}.',
      'Update the server, or export the settings anew.',
    ],
  },
  'settings-secret': {
    status: 400,
    ru: ['Не введён секрет АТС «{pbx}».', 'В файле секретов нет: введите их и загрузите ещё раз.'],
    en: [
      'A secret of the PBX "{pbx}" was not typed.',
      'There are none in the file: type them, then import it again.',
    ],
  },
  'settings-nobody': {
    status: 400,
    ru: ['Пользователя «{login}» нет.', 'Создайте его или уберите его из команды в файле.'],
    en: ['There is no user "{login}".', 'Make them, or take them out of the team in the file.'],
  },
  'settings-twice': {
    status: 400,
    ru: [
      '«{name}» стоит в файле не один раз.',
      'Оставьте в файле один такой и загрузите его ещё раз.',
    ],
    en: [
      '"{name}" stands in the file more than once.',
      'Leave one of them in the file, then import it again.',
    ],
  },
  'settings-self': {
    status: 409,
    ru: [
      'Это ваша учётная запись: свою роль вы файлом не меняете.',
      'Попросите другого администратора.',
    ],
    en: ['This is your own account: no file changes your role.', 'Ask another administrator.'],
  },
  'erasure-contact': {
    status: 409,
    ru: [
      'Этот номер есть у контакта «{name}».',
      'Откройте контакт и сотрите человека оттуда: тогда уйдут и его другие номера.',
    ],
    en: [
      'The contact “{name}” has this number.',
      'Open the contact and erase the person there: then their other numbers go, too.',
    ],
  },
  'erasure-number': {
    status: 400,
    ru: ['Такой номер не прочесть.', 'Введите его с кодом страны, например +7 916 123-45-67.'],
    en: [
      'No telephone number can be read from that.',
      'Write it with its country code, such as +7 916 123-45-67.',
    ],
  },
  'erasure-call-open': {
    status: 409,
    ru: ['С этим человеком сейчас идёт разговор.', 'Дождитесь его конца и повторите.'],
    en: ['A call with this person goes on now.', 'Wait for its end, then try again.'],
  },
  'password-known': {
    status: 400,
    ru: [
      'Такой пароль пробуют первым: он из списков украденных или почти совпадает с именем.',
      'Придумайте другой, например несколько слов, не связанных между собой.',
    ],
    en: [
      'Such a password is tried first: it is in lists of stolen ones, or little more than a name.',
      'Choose another one, such as some words that have nothing to do with each other.',
    ],
  },
  'recording-missing': {
    status: 404,
    ru: [
      'Файла этой записи нет, или в нём нет звука.',
      'Возможно, АТС ещё пишет его; попробуйте через минуту. Иначе администратор проверяет, хранит ли АТС записи там, где указано в разделе «АТС».',
    ],
    en: [
      'The file of this recording is not there, or has no sound in it.',
      'The PBX may still be writing it: try again in a minute. Else an administrator looks whether the PBX keeps its recordings where the page PBXs says.',
    ],
  },
  'recording-unreachable': {
    status: 502,
    ru: [
      'АТС сейчас не отдаёт записи разговоров.',
      'Попробуйте позже. Администратору: проверьте recordingsUrl этой АТС; причина — в журнале сервера.',
    ],
    en: [
      'The PBX does not give its recordings now.',
      'Try again later. Administrators: check recordingsUrl of that PBX; the reason is in the log of the server.',
    ],
  },
  'recordings-unreadable': {
    status: 503,
    ru: [
      'Каталог записей разговоров {dir} не читается: {reason}.',
      'Подключите его или исправьте recordingsDir этой АТС; дайте пользователю сервера право читать его. Сервер заметит это сам.',
    ],
    en: [
      'The folder of recordings {dir} cannot be read: {reason}.',
      'Mount it, or correct recordingsDir of that PBX; let the user that runs the server read it. The server notices by itself.',
    ],
  },
  'cdr-unreadable': {
    status: 503,
    ru: ['Записи АТС о звонках не читаются: {reason}', 'Исправьте названное и повторите.'],
    en: [
      'The call detail records cannot be read: {reason}',
      'Correct what is named, then try again.',
    ],
  },
  'not-found': {
    status: 404,
    ru: ['Этого здесь нет.', 'Проверьте адрес.'],
    en: ['There is no such thing here.', 'Check the address.'],
  },
  invalid: {
    status: 400,
    ru: [
      'Запрос не такой, как ожидалось: {what}.',
      'Исправьте отмеченные поля; вид запроса описан в /api/docs.',
    ],
    en: [
      'The request is not as expected: {what}.',
      'Correct the marked fields; /api/docs describes the request.',
    ],
  },
  'too-large': {
    status: 413,
    ru: ['Запрос слишком велик.', 'Отправьте меньше за раз.'],
    en: ['The request is too large.', 'Send less at a time.'],
  },
  'wrong-media-type': {
    status: 415,
    ru: ['Тело запроса должно быть JSON.', 'Отправьте Content-Type: application/json.'],
    en: ['The body must be JSON.', 'Send Content-Type: application/json.'],
  },
  'not-dialable': {
    status: 400,
    ru: [
      '«{number}» нельзя набрать.',
      'Номер — это от 1 до 32 цифр, * и #, в начале может стоять +.',
    ],
    en: [
      '"{number}" cannot be dialled.',
      'A number is 1 to 32 digits, * and #; it may begin with +.',
    ],
  },
  'no-extension': {
    status: 409,
    ru: ['У вас нет внутреннего номера.', 'Администратор задаёт его в разделе «Люди».'],
    en: ['You have no extension.', 'An administrator sets it under "People".'],
  },
  'pbx-not-configured': {
    status: 409,
    ru: [
      'АТС «{pbx}» нет в настройках сервера.',
      'Администратор исправляет её у пользователя или добавляет такую в разделе «АТС».',
    ],
    en: [
      'The PBX "{pbx}" is not in the server\'s configuration.',
      'An administrator corrects it at the user, or adds it on the page PBXs.',
    ],
  },
  'no-pbx': {
    status: 409,
    ru: [
      'Ни одна АТС не настроена и не включена.',
      'Администратор добавляет или включает её в разделе «АТС».',
    ],
    en: [
      'No PBX is configured and enabled.',
      'An administrator adds or enables one on the page PBXs.',
    ],
  },
  'pbx-secret': {
    status: 500,
    ru: [
      'Секрет АТС не расшифровать: ключ другой или строка изменена. Звонки этой АТС не видны.',
      'Администратор задаёт секрет заново в разделе «АТС».',
    ],
    en: [
      'The secret of the PBX cannot be read: the key is another one, or the row was changed. Its calls are not seen.',
      'An administrator types the secret anew on the page PBXs.',
    ],
  },
  'pbx-settings': {
    status: 500,
    ru: [
      'Настройки АТС не такие, как нужно. Звонки этой АТС не видны.',
      'Администратор исправляет и сохраняет её в разделе «АТС»: ошибки будут отмечены.',
    ],
    en: [
      'The settings of the PBX are not what they must be. Its calls are not seen.',
      'An administrator edits and saves it on the page PBXs: what is wrong is marked.',
    ],
  },
  'pbx-set-aside': {
    status: 500,
    ru: [
      'Сообщений АТС, которые не удалось обработать: {count}. В звонках может чего-то не хватать.',
      'Сообщите о них разработчикам: их текст — на странице «Связь». После перезапуска счёт начнётся заново.',
    ],
    en: [
      '{count} messages of the PBX could not be processed. Calls may lack something.',
      'Report them: their text is on the page Connection. A restart of the server begins to count anew.',
    ],
  },
  'pbx-refused': {
    status: 502,
    ru: [
      'АТС отказалась и ответила: «{reason}».',
      'Проверьте номер; если отказы повторяются, сообщите администратору.',
    ],
    en: [
      'The PBX refused and answered: “{reason}”.',
      'Check the number; if it keeps refusing, tell an administrator.',
    ],
  },
  'too-many-kept': {
    status: 409,
    ru: ['Больше здесь не сохранить.', 'Удалите то, что больше не нужно.'],
    en: ['No more can be kept here.', 'Remove what is not needed any more.'],
  },
  'not-recorded': {
    status: 409,
    ru: [
      'Этот звонок сейчас не записывается.',
      'Ставить на паузу нечего. Если он должен записываться, это настраивается на АТС (MixMonitor).',
    ],
    en: [
      'This call is not being recorded.',
      'There is nothing to pause. Where it should be recorded, that is set up at the PBX (MixMonitor).',
    ],
  },
  'pbx-no-right': {
    status: 502,
    ru: [
      'АТС не дала права на это: «{reason}».',
      'Администратору: страница «Подключения», проверка АТС назовёт недостающее право в manager.conf.',
    ],
    en: [
      'The PBX gives no right to do that: “{reason}”.',
      'An administrator: the check on the page Connections names the right that is missing in manager.conf.',
    ],
  },
  'photo-wrong': {
    status: 422,
    ru: [
      'Это не изображение JPEG, PNG или WebP не больше 512 × 512 точек и 150 КБ.',
      'Выберите другой файл; страница контакта уменьшает его сама.',
    ],
    en: [
      'This is no JPEG, PNG or WebP picture of at most 512 × 512 pixels and 150 kB.',
      'Choose another file; the page of the contact makes it smaller by itself.',
    ],
  },
  'no-queues': {
    status: 409,
    ru: [
      'Внутренний номер {extension} не состоит ни в одной очереди, паузу ставить не на что.',
      'Войдите в очередь на странице «Коллеги» или попросите администратора добавить номер в очередь на АТС.',
    ],
    en: [
      'Extension {extension} is in no queue: there is nothing to pause.',
      'Join a queue on the page Colleagues, or ask an administrator to add the extension to one at the PBX.',
    ],
  },
  'member-fixed': {
    status: 409,
    ru: [
      'В очереди {queue} номер записан в настройках АТС, выйти из неё отсюда нельзя.',
      'Поставьте паузу; насовсем номер убирает администратор АТС.',
    ],
    en: [
      'In queue {queue} the extension stands in the settings of the PBX; it can’t leave from here.',
      'Pause instead; the administrator of the PBX takes it out for good.',
    ],
  },
  'pbx-away': {
    status: 503,
    ru: [
      'Связи с АТС сейчас нет, команда не отправлена.',
      'Связь восстанавливается сама; повторите, когда она вернётся.',
    ],
    en: [
      'There is no link to the PBX now; the command was not sent.',
      'The link repairs itself; try again when it is back.',
    ],
  },
  'pbx-busy': {
    status: 503,
    ru: [
      'Слишком много команд ждут ответа АТС, эта не отправлена.',
      'Повторите через несколько секунд.',
    ],
    en: [
      'Too many commands wait for an answer of the PBX; this one was not sent.',
      'Try again in a few seconds.',
    ],
  },
  'pbx-unknown': {
    status: 504,
    ru: [
      'АТС не успела ответить; неизвестно, выполнила ли она команду.',
      'Посмотрите на телефон, прежде чем повторять: сама команда не повторяется.',
    ],
    en: [
      'The PBX did not answer in time; it is not known whether it did it.',
      'Look at the phone before you repeat: the command is not sent twice.',
    ],
  },
  'call-over': {
    status: 409,
    ru: [
      'Звонок уже закончен, или ваш телефон в нём не участвует.',
      'Обновите страницу, если она показывает иное.',
    ],
    en: [
      'The call is over, or your phone takes no part in it.',
      'Reload the page if it shows otherwise.',
    ],
  },
  'database-locked': {
    status: 503,
    ru: [
      'Базу данных {file} держит другая программа.',
      'Попробуйте снова; если повторяется, закройте программу, которая держит файл.',
    ],
    en: [
      'Another program holds the database {file}.',
      'Try again; if it stays, close the program that holds the file.',
    ],
  },
  'database-unwritable': {
    status: 503,
    ru: [
      'В базу данных {file} нельзя писать.',
      'Дайте пользователю сервера право писать в этот файл и в его каталог.',
    ],
    en: [
      'The database {file} cannot be written.',
      'Give the user that runs the server the right to write to the file and its directory.',
    ],
  },
  'database-full': {
    status: 503,
    ru: ['Для базы данных {file} нет места: диск полон.', 'Освободите место на этом диске.'],
    en: ['The database {file} has no room: the disk is full.', 'Free space on that disk.'],
  },
  'database-damaged': {
    status: 503,
    ru: [
      '{file} повреждён или не база данных SQLite.',
      'Восстановите его из копии: npm run restore.',
    ],
    en: ['{file} is damaged, or no SQLite database.', 'Restore it from a backup: npm run restore.'],
  },
  'database-settings': {
    status: 503,
    ru: [
      'С базой данных {file} нельзя работать надёжно.',
      'Держите файл на местном диске, не на сетевом, и поставьте зависимости заново: npm ci.',
    ],
    en: [
      'The database {file} cannot be used safely.',
      'Keep the file on a local disk, not a network share, and install the dependencies anew: npm ci.',
    ],
  },
  'database-newer': {
    status: 503,
    ru: [
      'Базу данных {file} писала более новая версия программы.',
      'Запустите ту версию или новее, или восстановите копию, сделанную до обновления.',
    ],
    en: [
      'A newer version of the program wrote the database {file}.',
      'Start that version or a later one, or restore the backup made before the update.',
    ],
  },
  'database-migration': {
    status: 503,
    ru: [
      'Базу данных {file} не удалось обновить; она осталась прежней.',
      'Сообщите об этом с номерами версий до и после; прежняя версия работает.',
    ],
    en: [
      'The database {file} could not be brought up to date; it is as it was.',
      'Report this with the program versions before and after; the former version still works.',
    ],
  },
  'database-failed': {
    status: 503,
    ru: [
      'База данных {file} не читается или не пишется: ошибка диска.',
      'Проверьте диск; причина — в журнале сервера.',
    ],
    en: [
      'The database {file} could not be read or written: the disk reports an error.',
      "Check the disk; the reason is in the server's log.",
    ],
  },
  internal: {
    status: 500,
    ru: [
      'На сервере ошибка. Номер в журнале: {id}.',
      'Повторите; если не проходит, сообщите номер администратору.',
    ],
    en: [
      'The server has an error. Its number in the log: {id}.',
      'Try again; if it stays, tell an administrator the number.',
    ],
  },
  'disk-short': {
    status: 500,
    ru: [
      'Там, где лежат данные ({dir}), свободно только {mb} МБ.',
      'Освободите место или перенесите dataDir на больший диск.',
    ],
    en: [
      'Only {mb} MB are free where the data is ({dir}).',
      'Make room there, or move dataDir to a larger disk.',
    ],
  },
  'disk-slow': {
    status: 500,
    ru: [
      'Диск медленный: запись идёт дольше 50 мс. Звонки идут, карточки её ждут.',
      'Перенесите dataDir на более быстрый диск или уберите с этого другую нагрузку.',
    ],
    en: [
      'The disk is slow: writes take over 50 ms. Calls go on; pops wait for it.',
      'Move dataDir to a quicker disk, or take other load off this one.',
    ],
  },
  'webhooks-failing': {
    status: 500,
    ru: [
      'Приёмники вебхуков ничего не принимают: {count}.',
      'Почему — видно администратору в «Вебхуки» → «Доставки». Попытки идут сутки, потом их можно повторить.',
    ],
    en: [
      'Receivers of webhooks that take nothing now: {count}.',
      'An administrator sees why in Webhooks, Deliveries. Tries go on for a day, then they can be repeated.',
    ],
  },
  'webhooks-stopped': {
    status: 500,
    ru: [
      'Вебхуки остановлены: {count}. Приёмник ответил, что больше ничего не ждёт (410), или восстановлена резервная копия.',
      'Администратор включает их в разделе «Вебхуки» — или удаляет.',
    ],
    en: [
      'Webhooks that are stopped: {count}. The receiver answered that it wants no more (410), or a backup was put back.',
      'An administrator enables them in Webhooks, or removes them.',
    ],
  },
  'webhooks-troubled': {
    status: 500,
    ru: [
      'Приёмники вебхуков ничего не принимают: {count}; кроме того, вебхуки остановлены: {stopped}.',
      'Администратор видит почему в «Вебхуки» → «Доставки», а остановленные включает там же — или удаляет.',
    ],
    en: [
      'Receivers of webhooks that take nothing now: {count}; besides, webhooks that are stopped: {stopped}.',
      'An administrator sees why in Webhooks, Deliveries, and enables there those that are stopped, or removes them.',
    ],
  },
  'page-missing': {
    status: 500,
    ru: ['Страница не собрана.', 'npm run build, или укажите собранную в PEREZVON_WEB_DIR.'],
    en: ['The page is not built.', 'npm run build, or set PEREZVON_WEB_DIR to a built page.'],
  },
  'config-invalid': {
    status: 500,
    ru: ['Настройки неверны.\n{problems}', 'Исправьте названное и запустите снова.'],
    en: ['The configuration is wrong.\n{problems}', 'Correct what is named and start again.'],
  },
  'config-unreadable': {
    status: 500,
    ru: [
      'Файл настроек {file} не читается: {reason}.',
      'Исправьте файл или путь в PEREZVON_CONFIG.',
    ],
    en: [
      'The configuration file {file} cannot be read: {reason}.',
      'Correct the file, or the path in PEREZVON_CONFIG.',
    ],
  },
  'tls-file': {
    status: 500,
    ru: [
      '{name}: файл {file} не годится: {reason}.',
      'Нужен файл PEM, который может читать пользователь сервера: в tlsCert — сертификат с цепочкой (fullchain.pem), в tlsKey — ключ (privkey.pem).',
    ],
    en: [
      '{name}: the file {file} cannot be used: {reason}.',
      'It must be a PEM file that the server’s user may read: for tlsCert the certificate with its chain (fullchain.pem), for tlsKey the key (privkey.pem).',
    ],
  },
  'tls-key-open': {
    status: 500,
    ru: [
      'tlsKey: ключ {file} может прочесть любой пользователь этой машины.',
      'chmod o-rwx {file}',
    ],
    en: ['tlsKey: anybody on this machine may read the key {file}.', 'chmod o-rwx {file}'],
  },
  'tls-pair': {
    status: 500,
    ru: [
      'tlsKey: ключ {key} не от сертификата {cert}.',
      'Возьмите ключ, с которым был выпущен этот сертификат; в tlsCert сертификат сервера стоит первым.',
    ],
    en: [
      'tlsKey: the key {key} is not that of the certificate {cert}.',
      'Take the key with which this certificate was made; in tlsCert the server’s own comes first.',
    ],
  },
  'tls-expires': {
    status: 500,
    ru: [
      'Сертификат сервера действует до {until}.',
      'Положите новый на место прежнего: он будет взят без перезапуска.',
    ],
    en: [
      'The server’s certificate is good until {until}.',
      'Put a new one in its place: it is taken without a restart.',
    ],
  },
  'port-taken': {
    status: 500,
    ru: [
      'Порт {port} на {host} занят.',
      'Остановите программу, которая его слушает, или задайте другой: PEREZVON_PORT.',
    ],
    en: [
      'Port {port} at {host} is taken.',
      'Stop the program that listens there (perhaps another Perezvon), or set another one: PEREZVON_PORT.',
    ],
  },
  'address-unusable': {
    status: 500,
    ru: [
      'На адресе {host}:{port} нельзя слушать: {reason}.',
      'Задайте свой адрес машины в PEREZVON_HOST; порты ниже 1024 требуют прав.',
    ],
    en: [
      'Cannot listen at {host}:{port}: {reason}.',
      'Set an address of this machine in PEREZVON_HOST; ports below 1024 need a right.',
    ],
  },
  'data-unwritable': {
    status: 500,
    ru: [
      'В каталог данных {dir} нельзя писать: {reason}.',
      'Дайте пользователю сервера право писать в него или задайте другой: PEREZVON_DATA_DIR.',
    ],
    en: [
      'The data directory {dir} is not writable: {reason}.',
      'Give the user that runs the server the right to write there, or set another one: PEREZVON_DATA_DIR.',
    ],
  },
  'already-running': {
    status: 500,
    ru: [
      'Другой Перезвон уже работает с этим каталогом данных (замок {file}).',
      'Остановите его или задайте другой каталог: PEREZVON_DATA_DIR.',
    ],
    en: [
      'Another Perezvon works with this data directory (lock {file}).',
      'Stop it, or set another directory: PEREZVON_DATA_DIR.',
    ],
  },
  'lock-unusable': {
    status: 500,
    ru: [
      'Файл замка {file} не открывается: {reason}.',
      'Дайте пользователю сервера право писать в этот файл и в его каталог. Данных в нём нет: повреждённый можно удалить.',
    ],
    en: [
      'The lock file {file} cannot be used: {reason}.',
      'Give the user that runs the server the right to write to the file and its directory. It holds no data: a damaged one may be deleted.',
    ],
  },
  'factor-due': {
    status: 403,
    ru: [
      'Вашей роли обязателен второй фактор, а он ещё не настроен.',
      'Войдите на странице и настройте его: нужны телефон с приложением для кодов и ваш пароль.',
    ],
    en: [
      'Your role needs a second factor, and it is not set up yet.',
      'Sign in to the page and set it up: by a telephone with an app for codes, and your password.',
    ],
  },
  'factor-needed': {
    status: 409,
    ru: [
      'Вашей роли второй фактор обязателен: выключить его нельзя.',
      'Чтобы сменить телефон, попросите администратора сбросить второй фактор; при следующем входе вы настроите его снова.',
    ],
    en: [
      'Your role needs the second factor: it cannot be turned off.',
      'For another telephone, ask an administrator to reset it; you set it up anew when you sign in again.',
    ],
  },
  'factor-own-first': {
    status: 409,
    ru: [
      'Сначала включите второй фактор себе.',
      'Он настраивается в вашем меню; потом его можно требовать от своей роли.',
    ],
    en: [
      'Turn your own second factor on first.',
      'It is in your own menu; then your role may be required to have it.',
    ],
  },
  'token-refused': {
    status: 401,
    ru: [
      'Ключ API не действует: он отозван, устарел, или его нет.',
      'Создайте новый на странице «Ключи API»; отключённому сотруднику ключи не помогут.',
    ],
    en: [
      'The API token does not work: it was revoked, is too old, or never was one.',
      'Make a new one on the page API tokens; those of a disabled user do not work.',
    ],
  },
  'token-scope': {
    status: 403,
    ru: ['Этому ключу API такое не разрешено.', 'Создайте ключ с правом {scope}.'],
    en: ['This API token is not good for that.', 'Make a token with the scope {scope}.'],
  },
  'token-never': {
    status: 403,
    ru: ['По ключу API это сделать нельзя.', 'Войдите и сделайте это на странице.'],
    en: ['No API token is good for that.', 'Sign in and do it in the page.'],
  },
  'too-many-tokens': {
    status: 409,
    ru: ['У вас уже {most} ключей API.', 'Отзовите те, что больше не нужны.'],
    en: ['You have {most} API tokens already.', 'Revoke those that are not needed any more.'],
  },
  'frame-origin': {
    status: 400,
    ru: [
      'Это не адрес сайта, которому можно доверить телефон: {origin}.',
      'Укажите только https:// и имя, как https://crm.example.org: без пути и звёздочек. http:// годится лишь для этого компьютера.',
    ],
    en: [
      'This is no address of a site to which a phone can be entrusted: {origin}.',
      'Give https:// and the name alone, such as https://crm.example.org: no path, no asterisks. http:// is good for this computer only.',
    ],
  },
  'webhook-url': {
    status: 400,
    ru: [
      'Сюда отправлять нельзя: {reason}.',
      'Укажите адрес приёмника с https://, доступный из интернета. Адрес внутри сети администратор сервера разрешает в файле настроек: webhooks.allow.',
    ],
    en: [
      'Nothing can be sent there: {reason}.',
      "Give the receiver's address with https://, reachable from the internet. One within the network is allowed in the configuration file: webhooks.allow.",
    ],
  },
  'webhook-taken': {
    status: 409,
    ru: ['Вебхук «{name}» уже есть.', 'Назовите его иначе.'],
    en: ['There is a webhook "{name}" already.', 'Choose another name.'],
  },
  'too-many-webhooks': {
    status: 409,
    ru: ['Вебхуков уже {most}, больше нельзя.', 'Удалите те, что больше не нужны.'],
    en: ['There are {most} webhooks already.', 'Remove those that are not needed any more.'],
  },
  'webhook-disabled': {
    status: 409,
    ru: ['Вебхук выключен.', 'Включите его и повторите.'],
    en: ['The webhook is disabled.', 'Enable it and try again.'],
  },
  'toll-stopped': {
    status: 403,
    ru: [
      'Все внешние звонки остановил(а) {who}.',
      'Разрешить их снова может администратор на странице «Внешние звонки». Экстренные номера и внутренние звонки работают.',
    ],
    en: [
      '{who} stopped all outside calls.',
      'An administrator allows them again on the page Outside calls. Emergency numbers and calls inside work.',
    ],
  },
  'toll-country': {
    status: 403,
    ru: [
      'Звонки в эту страну вам не разрешены: {country}.',
      'Если звонить туда нужно по работе, попросите администратора: он меняет правила на странице «Внешние звонки».',
    ],
    en: [
      'You may not call this country: {country}.',
      'If your work needs it, ask an administrator, who changes the rules on the page Outside calls.',
    ],
  },
  'toll-beginning': {
    status: 403,
    ru: [
      'Звонки на номера, которые начинаются с {beginning}, вам не разрешены.',
      'Если звонить туда нужно по работе, попросите администратора: он меняет правила на странице «Внешние звонки».',
    ],
    en: [
      'You may not call numbers that begin with {beginning}.',
      'If your work needs it, ask an administrator, who changes the rules on the page Outside calls.',
    ],
  },
  'toll-premium': {
    status: 403,
    ru: [
      'Это платный номер; звонки на такие номера не разрешены.',
      'Если звонить туда нужно по работе, попросите администратора: он меняет правила на странице «Внешние звонки».',
    ],
    en: [
      'This is a premium-rate number; such calls are not allowed.',
      'If your work needs it, ask an administrator, who changes the rules on the page Outside calls.',
    ],
  },
  'toll-satellite': {
    status: 403,
    ru: [
      'Это номер спутниковой связи; звонки на такие номера не разрешены.',
      'Если звонить туда нужно по работе, попросите администратора: он меняет правила на странице «Внешние звонки».',
    ],
    en: [
      'This is a satellite number; such calls are not allowed.',
      'If your work needs it, ask an administrator, who changes the rules on the page Outside calls.',
    ],
  },
  'toll-unreadable': {
    status: 403,
    ru: [
      'Неизвестно, куда ведёт этот номер, поэтому звонить на него нельзя.',
      'Наберите его полностью, с кодом города или страны. Если номер верный, администратор разрешит такие номера на странице «Внешние звонки».',
    ],
    en: [
      'It is not known where this number leads, so it may not be called.',
      'Dial it in full, with its area or country code. If it is right, an administrator allows such numbers on the page Outside calls.',
    ],
  },
  'toll-hours': {
    status: 403,
    ru: [
      'Внешние звонки вам разрешены только в эти часы: {hours}.',
      'Если звонить туда нужно по работе, попросите администратора: он меняет правила на странице «Внешние звонки».',
    ],
    en: [
      'You may place outside calls at these times only: {hours}.',
      'If your work needs it, ask an administrator, who changes the rules on the page Outside calls.',
    ],
  },
  'toll-at-once': {
    status: 409,
    ru: [
      'Сразу больше внешних звонков нельзя; разрешено: {most}.',
      'Сначала завершите один из них. Число меняет администратор на странице «Внешние звонки».',
    ],
    en: [
      'No more outside calls at the same time; allowed: {most}.',
      'End one of them first. An administrator changes the number on the page Outside calls.',
    ],
  },
  'toll-minute': {
    status: 429,
    ru: [
      'Больше внешних звонков в минуту нельзя; разрешено: {most}.',
      'Подождите {seconds} с и попробуйте снова.',
    ],
    en: [
      'No more outside calls within a minute; allowed: {most}.',
      'Wait {seconds} s, then try again.',
    ],
  },
  'toll-day': {
    status: 403,
    ru: [
      'Ваши внешние звонки на сегодня закончились; в день разрешено: {most}.',
      'Если звонить туда нужно по работе, попросите администратора: он меняет правила на странице «Внешние звонки».',
    ],
    en: [
      'You have placed all outside calls of today; allowed in a day: {most}.',
      'If your work needs it, ask an administrator, who changes the rules on the page Outside calls.',
    ],
  },
  'toll-firm-day': {
    status: 403,
    ru: [
      'Внешние звонки всей фирмы на сегодня закончились; в день разрешено: {most}.',
      'Администратор посмотрит, кто и куда звонил, и увеличит число на странице «Внешние звонки».',
    ],
    en: [
      'All outside calls of the firm were placed today; allowed in a day: {most}.',
      'An administrator looks who called where, and raises the number on the page Outside calls.',
    ],
  },
  'secret-key': {
    status: 500,
    ru: [
      'Ключ в {where} — не 32 байта.',
      'Нужны 64 шестнадцатеричные цифры или base64: openssl rand -hex 32. Верните прежний ключ из копии: без него сохранённые секреты не прочесть.',
    ],
    en: [
      'The key in {where} is not 32 bytes.',
      'It must be 64 hex digits or base64: openssl rand -hex 32. Put the former key back from its copy: without it the stored secrets cannot be read.',
    ],
  },
  'secret-key-missing': {
    status: 500,
    ru: [
      'Нет ключа сохранённых секретов (их {count}): ни файла secret.key в {where}, ни PEREZVON_KEY.',
      'Верните прежний ключ: secret.key из его копии (chmod 600) или PEREZVON_KEY. Если он потерян: npm run backup, затем npm run restore -- КАТАЛОГ --without-secrets, и задайте эти секреты заново.',
    ],
    en: [
      'There is no key of the stored secrets ({count}): no secret.key in {where}, and no PEREZVON_KEY.',
      'Put the former key back: secret.key from its copy (chmod 600), or PEREZVON_KEY. If it is lost: npm run backup, then npm run restore -- FOLDER --without-secrets, and type these secrets anew.',
    ],
  },
  'secret-key-other': {
    status: 500,
    ru: [
      'Ключ в {where} — не тот, которым зашифрованы сохранённые секреты (их {count}).',
      'Верните прежний ключ: secret.key из его копии (chmod 600) или PEREZVON_KEY. Если он потерян: npm run backup, затем npm run restore -- КАТАЛОГ --without-secrets, и задайте эти секреты заново.',
    ],
    en: [
      'The key in {where} is not the one of the stored secrets ({count}).',
      'Put the former key back: secret.key from its copy (chmod 600), or PEREZVON_KEY. If it is lost: npm run backup, then npm run restore -- FOLDER --without-secrets, and type these secrets anew.',
    ],
  },
  'secret-key-given': {
    status: 409,
    ru: [
      'Ключ секретов задан переменной PEREZVON_KEY.',
      'Задайте в ней новый ключ, запятую и прежний, и перезапустите сервер: он зашифрует всё новым; потом прежний можно убрать.',
    ],
    en: [
      'The key of secrets is given by PEREZVON_KEY.',
      'Set it to the new key, a comma and the former one, and restart the server: it seals all anew; then take the former one out.',
    ],
  },
  'secret-key-file': {
    status: 500,
    ru: [
      'Файл ключа {file} не читается: {reason}.',
      'Дайте пользователю сервера право читать этот файл (и при первом запуске создать его) или задайте ключ в PEREZVON_KEY.',
    ],
    en: [
      'The key file {file} cannot be read: {reason}.',
      'Give the user that runs the server the right to read the file (and to make it at the first start), or set the key in PEREZVON_KEY.',
    ],
  },
  'secret-key-open': {
    status: 500,
    ru: ['Файл ключа {file} могут читать другие.', 'chmod 600 {file}'],
    en: ['Others may read the key file {file}.', 'chmod 600 {file}'],
  },
  'secret-unreadable': {
    status: 500,
    ru: [
      'Секрет {record} не расшифровать: ключ другой или строка изменена.',
      'Верните прежний ключ (PEREZVON_KEY или secret.key из копии) или задайте секрет заново.',
    ],
    en: [
      'The secret {record} cannot be read: the key is another one, or the row was changed.',
      'Put the former key back (PEREZVON_KEY, or secret.key from its copy), or set the secret anew.',
    ],
  },
} as const satisfies Record<string, Entry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof CATALOGUE;
