import type { CardSettings, VersionedCardSettings } from '@perezvon/cti-server/contract';
import { joinedForm, type Three } from '../../cards/meanwhile.ts';

/** What stands in the form: each part that two people may change is a field. */
export type SettingsForm = Omit<CardSettings, 'pops'> & CardSettings['pops'];

/** The form of the settings. */
export function formOf({
  outcomes,
  wrapUpSec,
  currency,
  pops,
}: VersionedCardSettings): SettingsForm {
  return { outcomes, wrapUpSec, currency, ...pops };
}

/** What is sent. */
export function sentOf({ standard, queues, users, ...rest }: SettingsForm): CardSettings {
  return { ...rest, pops: { standard, queues, users } };
}

/** What they saved, with my changes on top; of two who add an outcome each, both are there. */
export function joinedSettings(three: Three<SettingsForm>): SettingsForm {
  return joinedForm(three, {
    outcomes: ({ code }) => code,
    queues: ({ queue }) => queue,
    users: ({ userId }) => userId,
  });
}
