import { createHash } from 'node:crypto';
import type { AmiResponse } from './ami-event.ts';
import type { Connection } from './connection.ts';
import { checkAction } from './encode.ts';
import { AmiLinkError } from './socket.ts';

const LOGIN_MS = 10_000;

/** Who logs in, and what for. */
export interface AmiLogin {
  readonly host: string;
  readonly user: string;
  readonly secret: string;
  /** Event classes to ask for; can only narrow what the user may read. */
  readonly eventMask: string;
}

/**
 * Logs in by MD5 challenge, so that the secret itself never travels; resolves when actions may be sent.
 * @throws AmiLinkError that names cause and cure
 */
export async function logIn(connection: Connection, who: AmiLogin): Promise<void> {
  const { pending, stream, socket } = connection;
  const challenge = pending.response('perezvon-challenge', LOGIN_MS);
  socket.write('Action: Challenge\r\nAuthType: MD5\r\nActionID: perezvon-challenge\r\n\r\n');
  const { fields } = await explained(challenge, who);
  const key = createHash('md5')
    .update(`${fields.challenge ?? ''}${who.secret}`)
    .digest('hex');
  const { manager } = stream;
  const answer = pending.response('perezvon-login', LOGIN_MS);
  const send = manager.action;
  // asterisk-manager knows only the plain login; its action is turned into the challenged one on its way
  manager.action = (action, callback) =>
    send(
      action.action === 'login'
        ? checkAction({
            action: 'login',
            authtype: 'MD5',
            username: who.user,
            key,
            events: who.eventMask,
            actionid: 'perezvon-login',
          })
        : action,
      callback,
    );
  manager.login();
  await explained(answer, who);
  // its own answer handling is off (ami-stream.ts); this lets its later actions through
  manager.emit('perezvon-login', undefined, {});
}

async function explained(
  answer: Promise<AmiResponse>,
  { user, host }: AmiLogin,
): Promise<AmiResponse> {
  try {
    return await answer;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/authentication failed/i.test(said)) {
      throw new AmiLinkError(
        'pbx-login-refused',
        `${host} refused the AMI user "${user}": wrong secret, unknown user, or this server's address is not permitted. In manager.conf compare [${user}] secret, deny and permit; then "manager reload".`,
      );
    }
    if (/already in use/i.test(said)) {
      throw new AmiLinkError(
        'pbx-login-in-use',
        `The AMI user "${user}" is logged in elsewhere and allowmultiplelogin is no. Give Perezvon a user of its own.`,
      );
    }
    if (/shutting down/i.test(said)) {
      throw new AmiLinkError('pbx-restarting', `${host} is being restarted; trying again.`);
    }
    if (/lost/.test(said)) {
      throw new AmiLinkError(
        'pbx-login-closed',
        `${host} closed the line during login. This server's address is perhaps not permitted: see deny and permit of [${user}] in manager.conf.`,
      );
    }
    throw new AmiLinkError('pbx-login', `${host} did not let the AMI user "${user}" in: ${said}`);
  }
}
