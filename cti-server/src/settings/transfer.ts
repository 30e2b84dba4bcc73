import { withOwnPhone } from '../users/own-phone.ts';
import {
  SETTINGS_VERSION,
  type SettingsFile,
  type SettingsItem,
  type User,
} from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { connectionSteps } from './connection-steps.ts';
import { teamSteps, userSteps } from './people-steps.ts';
import { phraseOf, type SettingsParts, type Step } from './step.ts';
import { retentionStep } from './retention-step.ts';

/** Carries settings from one server to another, without secrets. */
export interface SettingsTransfer {
  file(): Promise<SettingsFile>;
  /** What an import would do, item by item; changes nothing. `self`: who asks. */
  plan(file: SettingsFile, self: User): Promise<SettingsItem[]>;
  /**
   * Does it, item by item; what fails is told and stops nothing. `noting` does each, with its row of
   * the audit log. What is not in the file
   * stays as it is.
   */
  apply(
    file: SettingsFile,
    options: {
      self: User;
      secrets: Readonly<Record<string, string>>;
      noting: (step: Step) => Promise<unknown>;
    },
  ): Promise<SettingsItem[]>;
}

/** Over the parts that have settings. */
export function createSettingsTransfer(parts: SettingsParts): SettingsTransfer {
  const { connections, accounts, teams, rules, clock } = parts;

  /** Later ones stand on those before: people on PBXs, teams on people. */
  function kinds(file: SettingsFile, self: User, secrets: Readonly<Record<string, string>>) {
    return [
      async () => connectionSteps(file.connections, { connections, secrets }),
      async () => userSteps(file.users, { accounts, self }),
      async () => teamSteps(file.teams, { accounts, teams, users: file.users }),
      async () => [retentionStep(file.retention, rules)],
    ];
  }

  return {
    async file() {
      const users = await accounts.list();
      const loginOf = new Map(users.map(({ id, login }) => [id, login]));
      const logins = (ids: readonly string[]) => ids.flatMap((id) => loginOf.get(id) ?? []);
      return {
        ...{ format: 'perezvon-settings', version: SETTINGS_VERSION },
        exportedAt: iso(clock.now()),
        connections: connections.list().map(({ id, enabled, entry, secrets }) => ({
          ...{ id, enabled, entry, secrets: [...secrets] },
        })),
        users: users.map(withOwnPhone).map(withoutId),
        teams: teams.list().map(({ name, seesAll, members, supervisors }) => ({
          ...{ name, seesAll, members: logins(members), supervisors: logins(supervisors) },
        })),
        retention: rules.now(),
      };
    },
    async plan(file, self) {
      const steps = await Promise.all(kinds(file, self, {}).map((stepsOf) => stepsOf()));
      return steps.flat().map(({ item }) => item);
    },
    async apply(file, { self, secrets, noting }) {
      const items: SettingsItem[] = [];
      for (const stepsOf of kinds(file, self, secrets)) {
        for (const step of await stepsOf()) {
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
  return rest;
}
