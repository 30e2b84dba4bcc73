import type { AmiEvent } from './ami-event.ts';

/**
 * Asks for the names of the phones of a channel driver. Those of PJSIP are in the states that Asterisk keeps of its
 * devices; chan_sip keeps none of a peer that nobody has called yet, and lists its peers. Neither needs a right
 * beyond those that the product has.
 */
export async function askPhoneNames(
  list: (action: { action: string }) => Promise<AmiEvent[]>,
  technology: string,
): Promise<string[]> {
  if (technology === 'SIP') {
    const peers = await list({ action: 'SIPpeers' });
    return peers.flatMap(({ fields: { objectname } }) => objectname ?? []);
  }
  const prefix = `${technology}/`;
  const states = await list({ action: 'DeviceStateList' });
  return states.flatMap(({ fields: { device = '' } }) =>
    device.startsWith(prefix) ? [device.slice(prefix.length)] : [],
  );
}
