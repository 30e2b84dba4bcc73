import type { DatabaseHandle } from '@perezvon/crm-core';
import { type ApiTokens, createApiTokens } from './api-tokens.ts';
import { type ApiTokenStore, createApiTokenStore } from './api-token-store.ts';
import { createSettingStore, type SettingStore } from '../firm/store.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config.ts';
import type { Log } from '../kernel/log.ts';
import type { User } from '../contract/index.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { type BrowserPhone, browserPhones } from './browser-phones.ts';
import { createFactorRule, type FactorRule } from './factor-rule.ts';
import { createOpenId, type OpenId } from './open-id.ts';
import { createOpenIdStore, type OpenIdStore } from './open-id-store.ts';
import { createPasswords } from './passwords.ts';
import { createPlaces, type Places } from './places.ts';
import { createPlaceStore, type PlaceStore } from './place-store.ts';
import { createSecondFactors, type SecondFactors } from './second-factor.ts';
import { createFactorStore, type FactorStore } from './second-factor-store.ts';
import { createSessions, type Sessions } from './sessions.ts';
import {
  createLinkStore,
  createSessionStore,
  createUserStore,
  type LinkStore,
  type SessionStore,
  type UserStore,
} from './store.ts';
import { createScopes, type Scopes } from './scopes.ts';
import { createTeamStore, type TeamStore } from './team-store.ts';
import { createTeams, type Teams } from './teams.ts';
import { createThrottle } from './throttle.ts';
import { createVouched, type Vouched } from './vouched.ts';

/** How people are written: what of the stores is no read, in whatever thread. */
export interface PeopleWrites {
  readonly users: Pick<UserStore, 'create' | 'update'>;
  readonly teams: Pick<TeamStore, 'save' | 'remove'>;
  readonly places: Omit<PlaceStore, 'list' | 'password' | 'seatsOf'>;
  readonly sessions: Pick<SessionStore, 'add' | 'proven' | 'seen' | 'remove'>;
  readonly links: Pick<LinkStore, 'replace' | 'use'>;
  readonly openId: Pick<OpenIdStore, 'bind' | 'unbind'>;
  readonly firm: Pick<SettingStore, 'set'>;
  readonly apiTokens: Omit<ApiTokenStore, 'byHash' | 'of'>;
  readonly factors: Omit<FactorStore, 'get' | 'confirmed' | 'list' | 'recoveryLeft'>;
}

/** Users and their sessions, read from a migrated database. */
export function openPeople(parts: {
  database: DatabaseHandle;
  writes: PeopleWrites;
  config: Pick<Config, 'language' | 'openId'>;
  secrets: Secrets;
  /** Ids of the PBX connections there are. */
  pbxIds: () => readonly string[];
  /** Of our page. */
  origin: () => string;
  clock: Clock;
  log: Log;
}): {
  accounts: Accounts;
  sessions: Sessions;
  scopes: Scopes;
  teams: Teams;
  factors: SecondFactors;
  factorRule: FactorRule;
  tokens: ApiTokens;
  /** Null where no OpenID provider is configured. */
  openId: OpenId | null;
  vouched: Vouched;
  /** `take` is given all users, now and after each change of them or of who sits where. */
  followPeople: (take: (users: readonly User[]) => void) => Promise<void>;
  places: Places;
  browserPhones: (pbx: string) => Promise<BrowserPhone[]>;
} {
  const { database, writes, config, secrets, pbxIds, origin, clock, log } = parts;
  const teamStore = { ...createTeamStore(database, clock), ...writes.teams };
  const placeStore = { ...createPlaceStore(database, clock), ...writes.places };
  const scopes = createScopes({ ...teamStore, seatsOf: placeStore.seatsOf });
  const userStore = createUserStore(database, clock);
  let follow: (users: readonly User[]) => void = () => {};
  const changed = () => {
    scopes.forget();
    void tellPeople().catch((error: unknown) =>
      log.warn({ error: String(error) }, 'A change of the people could not be told'),
    );
  };
  const tellPeople = async () => follow(await userStore.list());
  const users: UserStore = {
    ...userStore,
    ...writes.users,
    async create(fields) {
      const user = await writes.users.create(fields);
      changed();
      return user;
    },
    async update(id, fields) {
      const user = await writes.users.update(id, fields);
      changed();
      return user;
    },
  };
  const factors = createSecondFactors({
    store: { ...createFactorStore(database), ...writes.factors },
    firm: { ...createSettingStore(database), ...writes.firm },
    secrets,
    clock,
  });
  const throttle = createThrottle(clock);
  const tokens = createApiTokens({
    store: { ...createApiTokenStore(database), ...writes.apiTokens },
    users,
    factors,
    throttle,
    clock,
    failed: (error) => log.warn({ error: String(error) }, 'The use of a token is not noted'),
  });
  const sessions = createSessions({
    store: { ...createSessionStore(database), ...writes.sessions },
    users,
    factors,
    clock,
    failed: (error) => log.warn({ error: String(error) }, 'A session could not be written'),
  });
  const places = createPlaces({
    store: placeStore,
    users,
    sessions,
    secrets,
    pbxIds,
    clock,
    changed,
  });
  sessions.onGone((userId) => {
    places
      .leaveIfGone(userId)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'A place could not be left'));
  });
  const accounts = createAccounts({
    isShared: (pbx, extension) =>
      placeStore.list().some((place) => place.pbx === pbx && place.extension === extension),
    factors,
    users,
    links: { ...createLinkStore(database), ...writes.links },
    sessions,
    passwords: createPasswords(),
    throttle,
    secrets,
    clock,
    language: config.language,
    pbxIds,
  });
  const vouched = createVouched({
    store: { ...createOpenIdStore(database, clock), ...writes.openId },
    roster: accounts,
    sessions,
    newUsers: config.openId?.newUsers ?? null,
  });
  return {
    accounts,
    sessions,
    scopes,
    factors,
    tokens,
    places,
    vouched,
    factorRule: createFactorRule({ factors, users, sessions }),
    openId: config.openId && createOpenId({ config: config.openId, secrets, origin, clock, log }),
    teams: createTeams(teamStore, scopes),
    followPeople(take) {
      follow = take;
      return tellPeople();
    },
    browserPhones: (pbx) => browserPhones(pbx, { users, secrets }),
  };
}
