import type { OpenSession } from '@perezvon/cti-server/contract';

/** The one that asks, one that is open elsewhere, and one of a browser that says too much of itself. */
export function sampleSessions(): OpenSession[] {
  const at = '2026-11-23T08:15:30.000Z';
  const userAgent = 'Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36';
  const one = { id: 's1', userAgent, address: '192.0.2.7', since: at, seenAt: at };
  return [
    { ...one, online: true, own: true },
    { ...one, id: 's2', online: true, own: false },
    {
      ...one,
      id: 's3',
      userAgent: 'щ'.repeat(300),
      address: '2001:db8::8a2e:370:7334',
      online: false,
      own: false,
    },
  ];
}
