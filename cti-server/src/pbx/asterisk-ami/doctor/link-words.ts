import type { Phrase } from '../../../kernel/errors.ts';

/** Why there is no line to the AMI, by the code of the `AmiLinkError`; the English is its own message. */
const RUSSIAN: Readonly<Record<string, string>> = {
  'pbx-not-listening':
    'Там никто не слушает. Проверьте адрес и порт; в manager.conf: enabled = yes, bindaddr, port; затем manager reload.',
  'pbx-silent': 'Ответа нет: адрес неверен или мешает брандмауэр. Проверьте адрес, порт и сеть.',
  'pbx-unreachable': 'Туда нет пути. Проверьте адрес, сеть и брандмауэр.',
  'pbx-unknown-host': 'Имя в сети неизвестно. Проверьте, как оно написано, или укажите IP-адрес.',
  'pbx-connection': 'Соединение не удалось. Проверьте адрес, порт и настройки TLS.',
  'pbx-certificate':
    'Сертификат не тот, что указан. Если его обновили, внесите новый отпечаток SHA-256.',
  'pbx-certificate-unknown':
    'Сертификат подписан тем, кого этот сервер не знает. Укажите сертификат его удостоверяющего центра или отпечаток SHA-256.',
  'pbx-certificate-host':
    'Сертификат выдан на другое имя. Укажите как адрес имя из сертификата или внесите отпечаток SHA-256.',
  'pbx-certificate-expired':
    'Срок сертификата истёк. Обновите его на АТС (tlscertfile в manager.conf); затем manager reload.',
  'pbx-no-tls':
    'Там говорят не по TLS. Выключите TLS в настройках этой АТС или включите его в manager.conf (tlsenable = yes, tlsbindaddr, tlscertfile) и укажите тот порт, обычно 5039.',
  'pbx-not-ami': 'Там отвечает не AMI, или ждут TLS. Проверьте порт, обычно 5038, по TLS 5039.',
  'pbx-no-ami':
    'AMI там не отвечает: никто не слушает, мешает брандмауэр или это что-то другое. Проверьте адрес и порт; в manager.conf: enabled = yes, bindaddr, port; затем manager reload. Что именно, говорится только о портах 5038 и 5039; о других скажет «npm run doctor» на этом сервере.',
  'pbx-closed':
    'Соединение закрывается без единого слова: АТС перезапускается, или за туннелем никого нет.',
  'pbx-login-refused':
    'Вход не принят: секрет неверен, пользователя нет или адрес этого сервера не разрешён. В manager.conf сравните secret, deny и permit; затем manager reload.',
  'pbx-login-closed':
    'АТС закрыла соединение при входе: похоже, адрес этого сервера не разрешён (deny и permit в manager.conf).',
  'pbx-login-in-use':
    'Под этим пользователем уже вошли, а allowmultiplelogin = no. Заведите для Перезвона отдельного пользователя.',
  'pbx-restarting': 'АТС перезапускается; попробуйте через минуту.',
};

/** Why there is no line, in each language; of a certificate that is not trusted, which it is. */
export function linkTrouble(
  problem: string,
  message: string,
  fingerprint256: string | null,
): Phrase {
  const shown = fingerprint256 ? ` SHA-256: ${fingerprint256}` : '';
  return { ru: `${RUSSIAN[problem] ?? message}${shown}`, en: `${message}${shown}` };
}
