/** Ours, among those of other users of the same AMI. */
const OWN = 'perezvon';

/** The id of our n-th action. It bears the id that an originated channel is to get, so that a later answer tells it. */
export function actionIdFor(n: number, channelId?: string): string {
  return channelId === undefined ? `${OWN}-${n}` : `${OWN}-${n}-${channelId}`;
}

/** The channel id that an action of ours asked for; null when it is none of ours, or asked for none. */
export function channelAskedFor(actionId: string | undefined): string | null {
  return new RegExp(`^${OWN}-\\d+-(.+)$`).exec(actionId ?? '')?.[1] ?? null;
}
