import type { AmiEvent } from './ami-event.ts';

/** Names of the phones of a channel driver, in the answer to `DeviceStateList`. */
export function phoneNames(states: readonly AmiEvent[], technology: string): string[] {
  const prefix = `${technology}/`;
  return states.flatMap(({ fields: { device = '' } }) =>
    device.startsWith(prefix) ? [device.slice(prefix.length)] : [],
  );
}
