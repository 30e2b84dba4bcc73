import { changesBetween } from '../audit/changes.ts';
import type { CardSettings, SettingsFile, SettingsItem } from '../contract/index.ts';
import { type CardSettingsKeeper, withGone } from '../firm/card-settings.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import { AppError } from '../kernel/errors.ts';
import type { PauseReasonList } from '../presence/pause-reasons.ts';
import { type People, phraseOf, type Step } from './step.ts';

type ToldCards = NonNullable<SettingsFile['cards']>;

/** What the firm settled about cards, as it stands in a file: people by login. */
export function cardsOf(cards: Pick<CardSettingsKeeper, 'now'>, { loginOf }: People): ToldCards {
  const { pops, ...rest } = cards.now();
  const users = pops.users.flatMap(({ userId, when }) => {
    const login = loginOf(userId);
    return login === null ? [] : [{ login, when }];
  });
  return { ...rest, pops: { ...pops, users } };
}

/** Outcomes, wrap-up and when a card comes, of a file against what is set. */
export function cardsStep(told: ToldCards, cards: CardSettingsKeeper, people: People): Step {
  const now = cardsOf(cards, people);
  const left = { ...told, outcomes: withGone(told.outcomes, now.outcomes) };
  const changes = changesBetween(now, left);
  const nobody = told.pops.users.find(({ login }) => !people.isKnown(login))?.login;
  const refusal =
    nobody === undefined ? null : new AppError('settings-nobody', { values: { login: nobody } });
  return {
    item: itemOf('cards', changes, refusal),
    does: { action: 'card-settings-changed', target: null },
    async act() {
      const users: CardSettings['pops']['users'] = [];
      for (const { login, when } of told.pops.users) {
        const userId = await people.idOf(login);
        if (userId === null) throw new AppError('settings-nobody', { values: { login } });
        users.push({ userId, when });
      }
      return cards.save({ ...told, pops: { ...told.pops, users } });
    },
  };
}

/** Whose pages may hold the phone in a frame, of a file against what is set. */
export function frameStep(told: readonly string[], frames: FrameOrigins): Step {
  const checked = checkedBy(frames, told);
  const [origins, refusal] = checked instanceof AppError ? [told, checked] : [checked, null];
  const changes = changesBetween({ origins: [...frames.list()] }, { origins: [...origins] });
  return {
    item: itemOf('embedding', changes, refusal),
    does: { action: 'embedding-changed', target: null },
    act: () => frames.set(frames.checked(told)),
  };
}

function checkedBy(frames: FrameOrigins, told: readonly string[]): readonly string[] | AppError {
  try {
    return frames.checked(told);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/** Reasons to pause, of a file against what is set. */
export function pauseStep(told: readonly string[], reasons: PauseReasonList): Step {
  const changes = changesBetween({ items: [...reasons.items()] }, { items: [...told] });
  return {
    item: itemOf('pause-reasons', changes, null),
    does: { action: 'pause-reasons-changed', target: null },
    act: () => reasons.set(told),
  };
}

function itemOf(
  kind: SettingsItem['kind'],
  changes: SettingsItem['changes'],
  refusal: AppError | null,
): SettingsItem {
  const common = { kind, name: '', changes, secrets: [] };
  if (changes.length === 0) return { ...common, does: 'same', problem: null };
  if (refusal) return { ...common, does: 'blocked', problem: phraseOf(refusal) };
  return { ...common, does: 'change', problem: null };
}
