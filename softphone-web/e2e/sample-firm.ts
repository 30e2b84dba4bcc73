import { type CardSettings, type Me, STANDARD_OUTCOMES } from '@perezvon/cti-server/contract';

/** What the firm settled about cards, as a fresh server has it. */
export const CARD_SETTINGS: CardSettings = {
  outcomes: [...STANDARD_OUTCOMES],
  wrapUpSec: null,
  currency: 'RUB',
  pops: { standard: 'ring', queues: [], users: [] },
};

/** A signed-in operator at 201. */
export function operator(part: Partial<Me['user']> = {}): Me {
  return {
    user: {
      id: 'u1',
      login: 'olga',
      name: 'Ольга Смирнова',
      role: 'operator',
      pbx: 'main',
      extension: '201',
      device: 'browser',
      language: 'ru',
      disabled: false,
      mayHear: true,
      mayExport: true,
      mayPause: false,
      ...part,
    },
    sip: { extension: '201', domain: 'pbx', password: 'x' },
    reach: ({ admin: 'all', supervisor: 'team' } as const)[part.role as 'admin'] ?? 'own',
    country: 'RU',
  };
}
