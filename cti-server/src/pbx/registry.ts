import type { TObject } from 'typebox';
import type { Diagnosis, PbxAccount } from '../contract/index.ts';
import { BROWSER_PHONE, ENDPOINT_FILE } from './asterisk-ami/browser-phone.ts';
import { examine } from './asterisk-ami/doctor/doctor.ts';
import { createAsteriskConnector } from './asterisk-ami/index.ts';
import { leastRights, USER_FILE } from './asterisk-ami/least-rights.ts';
import { listPhones } from './asterisk-ami/phones.ts';
import { AsteriskSettings } from './asterisk-ami/settings.ts';
import type { ConnectorContext, ExamineContext, PbxConnector } from './connector.ts';

/** One kind of PBX: what its settings are, and how a connection is made. */
export interface ConnectorKind {
  readonly settings: TObject;
  create(
    connection: { id: string; extensions: string; settings: Readonly<Record<string, unknown>> },
    context: ConnectorContext,
  ): PbxConnector;
  /** What an administrator writes on the PBX for an account with the least rights; `{secret}` stands for its secret. */
  readonly account?: PbxAccount;
  /** Names of the phones that a PBX has. Rejects where it does not tell. */
  phones?(
    connection: { settings: Readonly<Record<string, unknown>> },
    context: ConnectorContext,
  ): Promise<readonly string[]>;
  /** Tries a connection step by step over a line of its own, until `signal` cancels it, and changes nothing. */
  examine?(
    connection: {
      extensions: string;
      settings: Readonly<Record<string, unknown>>;
      /** Extensions that people use in a browser; null where the connection has no browser phones. */
      browserPhones: readonly string[] | null;
    },
    context: ExamineContext,
  ): AsyncGenerator<Diagnosis>;
}

/** The kinds of PBX by the name that the configuration uses. */
export const CONNECTORS: ReadonlyMap<string, ConnectorKind> = new Map([
  [
    'asterisk-ami',
    {
      settings: AsteriskSettings,
      account: {
        file: USER_FILE,
        user: 'perezvon',
        lines: leastRights('perezvon', '{secret}', '{address}/255.255.255.255'),
        browserPhone: { file: ENDPOINT_FILE, lines: [...BROWSER_PHONE] },
      },
      create: (connection, context) =>
        createAsteriskConnector(connection, connection.settings as AsteriskSettings, context),
      phones: ({ settings }, context) => listPhones(settings as AsteriskSettings, context),
      examine: ({ settings, ...connection }, context) =>
        examine({ ...connection, settings: settings as AsteriskSettings }, context),
    },
  ],
]);
