import { isEchoChannel } from '../echo-channel.ts';
import { channelAskedFor } from './action-id.ts';
import type { AmiFields } from './ami-event.ts';

/** Whether a message is about an echo call. */
export function isOfEchoCall(fields: AmiFields): boolean {
  const { linkedid, uniqueid, destlinkedid, actionid } = fields;
  return [linkedid, uniqueid, destlinkedid, channelAskedFor(actionid)].some(isEchoChannel);
}
