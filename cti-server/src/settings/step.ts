import type { AuditAction, AuditTarget, SettingsItem } from '../contract/index.ts';
import type { CardSettingsKeeper } from '../firm/card-settings.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import type { Clock } from '../kernel/clock.ts';
import { type AppError, inWords, type Phrase } from '../kernel/errors.ts';
import type { Connections } from '../pbx/connections.ts';
import type { PauseReasonList } from '../presence/pause-reasons.ts';
import type { Rules } from '../retention/rules.ts';
import type { RuleBook } from '../tolls/rule-book.ts';
import type { Accounts } from '../users/accounts.ts';
import type { FactorRule } from '../users/factor-rule.ts';
import type { Places } from '../users/places.ts';
import type { Teams } from '../users/teams.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** One thing of a file, and how it is done. */
export interface Step {
  readonly item: SettingsItem;
  /** What it is in the audit log; of what is made the id comes of the write. */
  readonly does: {
    readonly action: AuditAction;
    readonly target: AuditTarget | Pick<AuditTarget, 'kind'> | null;
  };
  /** Throws `AppError`. */
  act(): Promise<unknown>;
}

/** Who is there, or comes with the file, by login. */
export interface People {
  loginOf(id: string): string | null;
  isKnown(login: string): boolean;
  /** Asked once those of the file are there. */
  idOf(login: string): Promise<string | null>;
}

/** What settings are made of. */
export interface SettingsParts {
  readonly connections: Connections;
  readonly accounts: Pick<Accounts, 'list' | 'byLogin' | 'create' | 'update'>;
  readonly teams: Teams;
  readonly places: Pick<Places, 'list' | 'add' | 'setDevice'>;
  readonly tollRules: RuleBook;
  readonly factorRule: FactorRule;
  readonly rules: Rules;
  readonly cardSettings: CardSettingsKeeper;
  readonly frames: FrameOrigins;
  readonly reasons: PauseReasonList;
  readonly webhooks: Webhooks;
  readonly clock: Pick<Clock, 'now'>;
}

/** An error of the catalogue in each language, with the fields that are wrong. */
export function phraseOf({ code, values, fields }: Pick<AppError, 'code' | 'values' | 'fields'>) {
  const where = fields ? ` (${Object.keys(fields).join(', ')})` : '';
  const say = (language: keyof Phrase) => {
    const { sentence, cure } = inWords(code, language, values);
    return `${sentence}${where} ${cure}`;
  };
  return { ru: say('ru'), en: say('en') };
}
