import type { SettingStore } from '../firm/store.ts';
import type { Language } from '../kernel/errors.ts';

/** Why people pause, as an administrator worded it; a list of our own until then. */
export interface PauseReasonList {
  items(): readonly string[];
  set(items: readonly string[]): Promise<void>;
}

const NAME = 'pause-reasons';

const OURS: Readonly<Record<Language, readonly string[]>> = {
  ru: ['Перерыв', 'Обед', 'Обучение', 'Совещание', 'Другая работа'],
  en: ['Break', 'Lunch', 'Training', 'Meeting', 'Other work'],
};

/** The list in the settings of the firm. */
export function createPauseReasons(firm: SettingStore, language: Language): PauseReasonList {
  let items = (firm.get(NAME) as readonly string[] | undefined) ?? OURS[language];
  return {
    items: () => items,
    async set(next) {
      await firm.set(NAME, next);
      items = next;
    },
  };
}
