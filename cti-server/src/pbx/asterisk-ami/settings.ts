import { type Static, Type } from 'typebox';

/** Settings of a connection to Asterisk over AMI; the admin's form is made from this. */
export const AsteriskSettings = Type.Object({
  host: Type.String({
    minLength: 1,
    maxLength: 253,
    default: '127.0.0.1',
    description: 'address of the PBX',
  }),
  port: Type.Integer({
    minimum: 1,
    maximum: 65_535,
    default: 5038,
    description: 'port of the AMI',
  }),
  tls: Type.Optional(
    Type.Object(
      {
        ca: Type.Optional(
          Type.String({ description: 'PEM text of the CA that signed its certificate' }),
        ),
        fingerprint256: Type.Optional(
          Type.String({
            pattern: '^[0-9A-Fa-f:]{64,95}$',
            description: 'SHA-256 fingerprint of its certificate',
          }),
        ),
      },
      { additionalProperties: false, description: 'set to use TLS' },
    ),
  ),
  user: Type.String({
    minLength: 1,
    maxLength: 79,
    description: 'AMI user (a section of manager.conf)',
  }),
  secret: Type.String({ minLength: 1, maxLength: 200, description: 'its secret' }),
  trunks: Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      description:
        'endpoint names of the trunks; when not set, every endpoint that is no extension',
    }),
  ),
  clickToCallContext: Type.String({
    pattern: '^[A-Za-z0-9_-]{1,79}$',
    default: 'click-to-call',
    description: 'dialplan context that click-to-call uses; give it one of its own',
  }),
  technology: Type.Union([Type.Literal('PJSIP'), Type.Literal('SIP')], {
    default: 'PJSIP',
    description: 'channel driver of the phones',
  }),
});
export type AsteriskSettings = Static<typeof AsteriskSettings>;
