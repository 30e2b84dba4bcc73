import type { SignedIn } from '../users/sessions.ts';
import { loginKey } from '../users/store.ts';
import {
  SETTINGS_VERSION,
  type SettingsFile,
  type SettingsItem,
  type User,
  withOwnPhone,
} from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { connectionSteps } from './connection-steps.ts';
import { teamSteps, userSteps } from './people-steps.ts';
import { cardsOf, cardsStep, frameStep, pauseStep } from './firm-steps.ts';
import { foresee, type Foresight } from './foresee.ts';
import { factorStep } from './factor-step.ts';
import { placeSteps } from './place-steps.ts';
import { retentionStep } from './retention-step.ts';
import { type People, phraseOf, type SettingsParts, type Step } from './step.ts';
import { tollsOf, tollSteps } from './toll-steps.ts';
import { onlyTheFirst } from './twice.ts';
import { webhooksOf, webhookSteps } from './webhook-steps.ts';

/** Carries settings from one server to another, without secrets. */
export interface SettingsTransfer {
  file(): Promise<SettingsFile>;
  /** What an import would do, item by item; changes nothing. `by`: who asks. */
  plan(file: SettingsFile, by: SignedIn): Promise<SettingsItem[]>;
  /**
   * Does it, item by item; what fails is told and stops nothing. `noting` does each, with its row of
   * the audit log. What is not in the file
   * stays as it is.
   */
  apply(
    file: SettingsFile,
    options: {
      by: SignedIn;
      secrets: Readonly<Record<string, string>>;
      noting: (step: Step) => Promise<unknown>;
    },
  ): Promise<SettingsItem[]>;
}

/** Over the parts that have settings. */
export function createSettingsTransfer(parts: SettingsParts): SettingsTransfer {
  const { connections, accounts, teams, places, tollRules, factorRule, rules, clock } = parts;
  const { cardSettings, frames, reasons, webhooks } = parts;

  async function peopleOf(file: Pick<SettingsFile, 'users'>): Promise<People> {
    const users = await accounts.list();
    const logins = new Map(users.map(({ id, login }) => [id, login]));
    const known = new Set([...users, ...file.users].map(({ login }) => loginKey(login)));
    return {
      loginOf: (id) => logins.get(id) ?? null,
      isKnown: (login) => known.has(loginKey(login)),
      idOf: async (login) => (await accounts.byLogin(login))?.id ?? null,
    };
  }

  /** Later ones stand on those before: people on PBXs, teams on people. */
  function kinds(file: SettingsFile, by: SignedIn, secrets: Readonly<Record<string, string>>) {
    let seen: Promise<Foresight> | undefined;
    const foresight = () => (seen ??= foresee(file, parts));
    return [
      async () => connectionSteps(file.connections, { connections, secrets }),
      async () => userSteps(file.users, { accounts, self: by.user, foresight: await foresight() }),
      async () => teamSteps(file.teams, { teams, people: await peopleOf(file) }),
      async () => placeSteps(file.places ?? [], { places, foresight: await foresight() }),
      async () => (file.tolls ? tollSteps(file.tolls, tollRules, await peopleOf(file)) : []),
      async () => [retentionStep(file.retention, rules)],
      async () => (file.cards ? [cardsStep(file.cards, cardSettings, await peopleOf(file))] : []),
      async () => (file.frameOrigins ? [frameStep(file.frameOrigins, frames)] : []),
      async () => (file.pauseReasons ? [pauseStep(file.pauseReasons, reasons)] : []),
      async () => webhookSteps(file.webhooks ?? [], webhooks),
      // the last: it may sign people out
      async () =>
        file.secondFactorRoles ? [factorStep(file.secondFactorRoles, { factorRule, by })] : [],
    ];
  }

  return {
    async file() {
      const users = await accounts.list();
      const people = await peopleOf({ users: [] });
      const logins = (ids: readonly string[]) => ids.flatMap((id) => people.loginOf(id) ?? []);
      return {
        format: 'perezvon-settings',
        version: SETTINGS_VERSION,
        exportedAt: iso(clock.now()),
        connections: connections.list().map(({ id, enabled, entry, secrets }) => ({
          id,
          enabled,
          entry,
          secrets: [...secrets],
        })),
        users: users.map(withOwnPhone).map(withoutId),
        teams: teams.list().map(({ name, seesAll, members, supervisors }) => ({
          name,
          seesAll,
          members: logins(members),
          supervisors: logins(supervisors),
        })),
        places: places.list().map(({ pbx, extension, device }) => ({ pbx, extension, device })),
        tolls: tollsOf(tollRules, people),
        retention: rules.now(),
        secondFactorRoles: [...factorRule.required()],
        cards: cardsOf(cardSettings, people),
        frameOrigins: [...frames.list()],
        pauseReasons: [...reasons.items()],
        webhooks: webhooksOf(webhooks),
      };
    },
    async plan(file, by) {
      const steps = await Promise.all(kinds(file, by, {}).map((stepsOf) => stepsOf()));
      return onlyTheFirst(steps.flat()).map(({ item }) => item);
    },
    async apply(file, { by, secrets, noting }) {
      const items: SettingsItem[] = [];
      for (const stepsOf of kinds(file, by, secrets)) {
        for (const step of onlyTheFirst(await stepsOf())) {
          const { item } = step;
          if (item.does === 'same' || item.does === 'blocked') items.push(item);
          else items.push(await outcome(item, () => noting(step)));
        }
      }
      return items;
    },
  };
}

async function outcome(item: SettingsItem, act: () => Promise<unknown>): Promise<SettingsItem> {
  try {
    await act();
    return item;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ...item, problem: phraseOf(error) };
  }
}

function withoutId(user: User): SettingsFile['users'][number] {
  const { id: _, ...rest } = user;
  // also that there are none is told
  return { morePhones: [], ...rest };
}
