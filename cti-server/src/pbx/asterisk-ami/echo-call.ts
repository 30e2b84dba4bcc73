import { channelAskedFor } from './action-id.ts';
import type { AmiFields } from './ami-event.ts';

/** Ids of channels of echo calls begin so. */
const ECHO = 'perezvon-echo-';

/** The id that the channel of an echo call is given. */
export function echoChannel(id: string): string {
  return `${ECHO}${id}`;
}

/** Whether a message is about an echo call of a set-up check: nobody was called, so it is no call of the log. */
export function isOfEchoCall(fields: AmiFields): boolean {
  const { linkedid, uniqueid, destlinkedid, actionid } = fields;
  const ids = [linkedid, uniqueid, destlinkedid, channelAskedFor(actionid) ?? undefined];
  return ids.some((id) => id?.startsWith(ECHO));
}
