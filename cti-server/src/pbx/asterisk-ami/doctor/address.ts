import { isIP } from 'node:net';
import type { Diagnosis } from '../../../contract/index.ts';
import { diagnosis } from '../../diagnosis.ts';
import type { AsteriskSettings } from '../settings.ts';

/** What the first check tries. */
export const ADDRESS = { ru: 'Адрес и порт AMI', en: 'Address and port of the AMI' };

/** Whether what is sent to a host stays on this machine. */
export function staysHere(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/**
 * An AMI greeted. In clear over a network whoever listens reads names and numbers of all calls, and may send commands
 * on the line that we logged in; the secret alone is protected, by its challenge (ASVS 12.3).
 */
export function reached({ host, port, tls }: AsteriskSettings): Diagnosis {
  const check = { name: 'address', tried: ADDRESS };
  const found = {
    ru: `${host}:${port} отвечает, это AMI${tls ? ', по TLS' : ''}.`,
    en: `${host}:${port} answers, it is an AMI${tls ? ', over TLS' : ''}.`,
  };
  if (tls || staysHere(host)) return diagnosis(check, 'ok', found);
  const clear = {
    ru: `${found.ru} Связь с ней не зашифрована: в этой сети можно прочитать имена и номера всех звонков и вмешаться в команды.`,
    en: `${found.en} The line to it is not encrypted: in this network names and numbers of all calls can be read, and commands interfered with.`,
  };
  return diagnosis(check, 'warning', clear, {
    cure: {
      ru: 'Включите TLS на АТС и в настройках подключения (порт 5039, «tls»: отпечаток сертификата или удостоверяющий центр). Если между машинами VPN, можно оставить так.',
      en: 'Turn on TLS at the PBX and in the settings of the connection (port 5039, "tls": fingerprint of the certificate, or its CA). With a VPN between the machines it may stay as it is.',
    },
    file: 'manager.conf',
    lines: [
      '[general]',
      'tlsenable = yes',
      'tlsbindaddr = 0.0.0.0:5039',
      'tlscertfile = /etc/asterisk/keys/asterisk.pem',
      'tlsprivatekey = /etc/asterisk/keys/asterisk.key',
    ],
  });
}
