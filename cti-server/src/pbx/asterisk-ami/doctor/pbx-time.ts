const HOUR_MS = 3_600_000;
/** Zones differ by quarters of an hour. */
const QUARTER_MS = HOUR_MS / 4;

/** By how much the clock of the PBX is ahead of ours, ms; null where its events bear no time of their own. */
export function clockAhead(timestamp: string | undefined, heardAt: number): number | null {
  const seconds = Number(timestamp);
  return timestamp === undefined || !Number.isFinite(seconds) ? null : seconds * 1_000 - heardAt;
}

/**
 * By how many hours the PBX's wall clock is ahead of ours: its start by its own wall clock (`CoreStatus`) and how
 * long it has run (`FullyBooted`) give what it shows now. Null where it does not tell.
 */
export function zoneAhead(
  started: { readonly date: string | undefined; readonly time: string | undefined },
  uptime: string | undefined,
  now: number,
): number | null {
  const wall = Date.parse(`${started.date}T${started.time}Z`);
  const ran = Number(uptime) * 1_000;
  if (Number.isNaN(wall) || uptime === undefined || Number.isNaN(ran)) return null;
  const ours = now - new Date(now).getTimezoneOffset() * 60_000;
  return (Math.round((wall + ran - ours) / QUARTER_MS) * QUARTER_MS) / HOUR_MS;
}
