import { type Static, Type } from 'typebox';
import type { AmiAddress } from './socket.ts';

/** Settings of a connection to Asterisk over AMI; the admin's form is made from this. */
export const AsteriskSettings = Type.Object({
  host: Type.String({
    minLength: 1,
    maxLength: 253,
    default: '127.0.0.1',
    description: 'address of the PBX',
    ru: 'адрес АТС',
  }),
  port: Type.Integer({
    minimum: 1,
    maximum: 65_535,
    default: 5038,
    description: 'the port of the AMI',
    ru: 'порт AMI',
  }),
  tls: Type.Optional(
    Type.Object(
      {
        ca: Type.Optional(
          Type.String({
            description: 'PEM text of the CA that signed its certificate',
            ru: 'текст PEM удостоверяющего центра, который подписал её сертификат',
          }),
        ),
        fingerprint256: Type.Optional(
          Type.String({
            pattern: '^[0-9A-Fa-f:]{64,95}$',
            description: 'the SHA-256 fingerprint of its certificate, 64 hexadecimal digits',
            ru: 'отпечаток SHA-256 её сертификата, 64 шестнадцатеричные цифры',
          }),
        ),
      },
      { additionalProperties: false, description: 'set to use TLS', ru: '{ } для TLS' },
    ),
  ),
  user: Type.String({
    minLength: 1,
    maxLength: 79,
    description: 'AMI user (a section of manager.conf)',
    ru: 'пользователь AMI (раздел manager.conf)',
  }),
  secret: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'its secret',
    ru: 'его пароль (secret)',
    writeOnly: true,
  }),
  trunks: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description:
        'endpoint names of the trunks; when not set, every endpoint that is no extension',
      ru: 'имена линий (endpoint); если не заданы, линия — всё, что не внутренний номер',
    }),
  ),
  clickToCallContext: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,79}$',
    default: 'click-to-call',
    description:
      'the dialplan context that click-to-call uses (letters, digits, - and _); give it one of its own',
    ru: 'контекст диалплана для звонков с экрана (латинские буквы, цифры, - и _), лучше отдельный',
  }),
  technology: Type.Union([Type.Literal('PJSIP'), Type.Literal('SIP')], {
    default: 'PJSIP',
    description: 'channel driver of the phones',
    ru: 'драйвер каналов телефонов: PJSIP или SIP',
  }),
});
export type AsteriskSettings = Static<typeof AsteriskSettings>;

/** Where the AMI is that the settings name, and how its certificate is known. */
export function addressOf({ host, port, tls }: AsteriskSettings): AmiAddress {
  return { host, port, tls: (tls as AmiAddress['tls'] | undefined) ?? null };
}
