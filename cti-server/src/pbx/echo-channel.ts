/** Ids of channels of echo calls begin so; the PBX writes them into its records, too. */
const ECHO = 'perezvon-echo-';

/** The id that the channel of an echo call is given. */
export function echoChannel(id: string): string {
  return `${ECHO}${id}`;
}

/** Whether a channel or group is an echo call's. In that nobody was called, so whoever tells of it tells of no call. */
export function isEchoChannel(id: string | null | undefined): boolean {
  return id?.startsWith(ECHO) ?? false;
}
