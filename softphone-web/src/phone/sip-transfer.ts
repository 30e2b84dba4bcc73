import { type Core, type Notification, type Session, SessionState, URI } from 'sip.js';
import { PhoneRefusal } from './phone.ts';

/**
 * A transfer's target as RFC 3515 wants one that has parameters: in angle brackets. SIP.js writes it bare, and
 * the gate takes one shape only.
 */
class TransferTarget extends URI {
  override toString(): string {
    return `<${super.toString()}>`;
  }
}

/** Who a call is sent on to: digits at the PBX, or (`replaces`) the other side of another call of ours. */
export interface TransferTo {
  readonly digits: string;
  readonly domain: string;
  readonly replaces: Session | null;
}

/**
 * Asks the PBX to connect the other side with somebody else (REFER), and waits until it says that it has, or
 * ends the call.
 * @throws PhoneRefusal `transfer-refused`, `not-allowed`; the call goes on then
 */
export function refer(session: Session, to: TransferTo): Promise<void> {
  const headers: Record<string, string[]> = to.replaces
    ? { Replaces: [replacing(to.replaces)] }
    : {};
  const target = new TransferTarget('sip', to.digits, to.domain, undefined, undefined, headers);
  return new Promise<void>((resolve, reject) => {
    const refused = (status: number) => {
      const cause = new Error(`The PBX answered the transfer with ${status}.`);
      reject(new PhoneRefusal(status === 403 ? 'not-allowed' : 'transfer-refused', { cause }));
    };
    // the PBX hangs up on who has sent a call on; that is its yes
    session.stateChange.addListener((state) => {
      if (state === SessionState.Terminated) resolve();
    });
    session
      .refer(target, {
        requestDelegate: {
          onReject: ({ message }: Core.IncomingResponse) => refused(message.statusCode ?? 0),
        },
        onNotify(notification) {
          const status = statusTold(notification);
          if (status >= 200 && status < 300) resolve();
          else if (status >= 300) refused(status);
        },
      })
      .catch(reject);
  });
}

/** What a NOTIFY of a transfer says of it (RFC 3515 section 2.4.5); 0 where it says nothing. */
function statusTold(notification: Notification): number {
  void notification.accept();
  return Number(/^SIP\/2\.0 (\d{3})/.exec(notification.request.body)?.[1] ?? 0);
}

/** Names the other dialog (RFC 3891), as its far end knows it. */
function replacing({ dialog }: Session): string {
  if (!dialog) throw new PhoneRefusal('wrong-state');
  return encodeURIComponent(
    `${dialog.callId};to-tag=${dialog.remoteTag};from-tag=${dialog.localTag}`,
  );
}
