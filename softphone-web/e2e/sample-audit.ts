import type { AuditEntry } from '@perezvon/cti-server/contract';

/** A row of each kind of target, with the longest of texts; newest first. */
export function sampleAudit(): AuditEntry[] {
  const row = (n: number, part: Partial<AuditEntry>): AuditEntry => ({
    n,
    at: '2026-11-23T08:15:30.000Z',
    action: 'sign-in',
    address: '2001:db8::8a2e:370:7334',
    who: { id: 'u1', login: 'olga', name: `Ольга ${'w'.repeat(120)}` },
    userAgent: 'x'.repeat(300),
    target: null,
    changes: [],
    hash: 'f'.repeat(64),
    ...part,
  });
  const long = 'y'.repeat(400);
  return [
    row(4, {
      action: 'connection-changed',
      target: { kind: 'connection', id: 'main', name: long },
      changes: [
        { field: 'recordingsUrl.url', before: null, after: long },
        { field: 'secret', before: null, after: null, secret: true },
        { field: 'z'.repeat(80), before: long, after: 12 },
      ],
    }),
    row(3, { action: 'recording-played', target: { kind: 'call', id: 'k1', name: '' } }),
    row(2, {
      action: 'day-reconciled',
      target: { kind: 'records', id: 'main', name: '2026-11-23' },
    }),
    row(1, { action: 'sign-in-refused', who: null }),
  ];
}
