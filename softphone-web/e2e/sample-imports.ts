import type { ContactImport } from '@perezvon/crm-core/model';

const since = '2026-11-26T08:00:00.000Z';
const plain: ContactImport = {
  id: 'i1',
  fileName: 'клиенты.csv',
  bytes: 9_000,
  received: 9_000,
  state: 'done',
  by: 'Ольга',
  createdAt: since,
  endedAt: since,
  total: 120,
  taken: 120,
  added: 90,
  companies: 7,
  joined: 20,
  left: 5,
  refused: 5,
  remarks: 12,
  failure: null,
  removed: 0,
  kept: 0,
};

/** One of each kind. */
export function sampleImports(): ContactImport[] {
  return [
    { ...plain, id: 'i4', state: 'waiting', total: 0, taken: 0, added: 0, remarks: 0 },
    { ...plain, id: 'i3', state: 'running', taken: 60, endedAt: null },
    plain,
    { ...plain, id: 'i2', state: 'undone', removed: 80, kept: 17 },
  ];
}
