import { Value } from 'typebox/value';
import { CardSettings, STANDARD_OUTCOMES } from '../contract/index.ts';
import type { SettingStore } from './store.ts';

/** What the firm settled about the cards of calls. */
export interface CardSettingsKeeper {
  now(): CardSettings;
  save(settings: CardSettings): Promise<void>;
}

const NAME = 'cards';

const STANDARD: CardSettings = {
  outcomes: [...STANDARD_OUTCOMES],
  wrapUpSec: null,
  currency: 'RUB',
  pops: { standard: 'ring', queues: [], users: [] },
};

/** Kept among the firm's settings; what is kept and cannot be read any more counts as never set. */
export function createCardSettings(settings: SettingStore): CardSettingsKeeper {
  function now(): CardSettings {
    const kept = settings.get(NAME);
    return Value.Check(CardSettings, kept) ? kept : STANDARD;
  }

  return {
    now,
    save: (wanted) =>
      settings.set(NAME, { ...wanted, outcomes: withGone(wanted.outcomes, now().outcomes) }),
  };
}

type Outcomes = CardSettings['outcomes'];

/** Calls keep the code of an outcome that is in the list no more: it must still have a name. */
export function withGone(wanted: Outcomes, before: Outcomes): Outcomes {
  const codes = new Set(wanted.map(({ code }) => code));
  const gone = before.filter(({ code }) => !codes.has(code));
  return [...wanted, ...gone.map((one) => ({ ...one, retired: true }))];
}
