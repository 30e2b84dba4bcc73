import type { FastifyRequest } from 'fastify';
import type {
  ContactStore,
  DealStore,
  InteractionStore,
  PhotoStore,
  TaskStore,
} from '@perezvon/crm-core';
import type { FeatureCodes, Health, Me, PbxGap, Traffic, User } from '../contract/index.ts';
import type { KeyRenewal } from '../key-renewal.ts';
import type { Farewells } from '../sip-gate/farewells.ts';
import type { Explanations } from '../explain/explanations.ts';
import type { CardSettingsKeeper } from '../firm/card-settings.ts';
import type { CdrRecords } from '../cdr/records.ts';
import type { CallLog } from '../call-log/call-log.ts';
import type { FrameOrigins } from '../firm/frame-origins.ts';
import type { PbxConfig } from '../kernel/config-pbx.ts';
import type { Log } from '../kernel/log.ts';
import type { RecordingPlays } from '../recordings/plays.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { QualityStore } from '../quality/store.ts';
import type { Erasures } from '../retention/erasure.ts';
import type { Retention } from '../retention/retention.ts';
import type { Rules } from '../retention/rules.ts';
import type { SettingsTransfer } from '../settings/transfer.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Accounts } from '../users/accounts.ts';
import { LIVE_RIGHTS, reachOf } from '../users/rights.ts';
import type { Scopes } from '../users/scopes.ts';
import type { Sessions, SignedIn } from '../users/sessions.ts';
import type { FactorRule } from '../users/factor-rule.ts';
import type { SecondFactors } from '../users/second-factor.ts';
import type { Places } from '../users/places.ts';
import type { Teams } from '../users/teams.ts';
import type { Audit } from '../audit/audit.ts';
import { auditRoutes } from './audit.ts';
import { callCommandRoutes } from './call-commands.ts';
import { type CallParts, callRoutes, seenBy } from './calls.ts';
import { cardRoutes } from './card.ts';
import { cardSettingsRoutes } from './card-settings.ts';
import { embeddingRoutes } from './embedding.ts';
import { erasureRoutes } from './erasures.ts';
import { explanationRoutes } from './explanations.ts';
import { farewellRoutes } from './farewell.ts';
import type { Commands } from '../commands/commands.ts';
import type { RecordingPauses } from '../commands/recording-pauses.ts';
import { type ConnectionParts, connectionRoutes } from './connections.ts';
import type { ContactImports } from '../contact-imports/contact-imports.ts';
import { contactExportRoutes } from './contact-export.ts';
import { contactImportRoutes } from './contact-imports.ts';
import { contactRoutes } from './contacts.ts';
import { type Demo, demoRoutes } from './demo.ts';
import { type DirectoryParts, directoryRoutes } from './directory.ts';
import { type DoctorParts, doctorRoutes } from './doctor.ts';
import { docsRoutes } from './docs.ts';
import { gapRoutes } from './gaps.ts';
import { healthRoutes } from './health.ts';
import { meRoutes } from './me.ts';
import { metricsRoutes, type OpenMetrics } from './metrics.ts';
import { notedIn } from './noted.ts';
import { type MissedParts, missedRoutes } from './missed.ts';
import { type MemberParts, memberRoutes } from './members.ts';
import { openSessionRoutes } from './open-sessions.ts';
import { pacedBy } from './paced.ts';
import { placeRoutes } from './places.ts';
import { reconciliationRoutes } from './reconciliations.ts';
import { echoRoutes } from './echo.ts';
import { qualityRoutes } from './quality.ts';
import { recordingRoutes } from './recordings.ts';
import { recordingMarkRoutes } from './recording-marks.ts';
import { recordingPauseRoutes } from './recording-pauses.ts';
import { savedFilterRoutes } from './saved-filters.ts';
import type { MarkStore } from '../recordings/marks.ts';
import type { FilterStore } from '../users/filter-store.ts';
import { type OpenIdParts, openIdRoutes } from './open-id.ts';
import type { Api } from './route.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { secretKeyRoutes } from './secret-key.ts';
import { retentionRoutes } from './retention.ts';
import { photoRoutes } from './photos.ts';
import { proofRoutes } from './proof.ts';
import { sessionRoutes } from './session.ts';
import { settingsRoutes } from './settings.ts';
import { teamRoutes } from './teams.ts';
import type { Tolls } from '../tolls/tolls.ts';
import { tollRoutes } from './tolls.ts';
import type { ApiTokens } from '../users/api-tokens.ts';
import { tokenRoutes } from './tokens.ts';
import { trafficRoutes } from './traffic.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';
import type { RunningWebhooks } from '../webhooks/run.ts';
import { workRoutes } from './work.ts';
import { webFiles } from './web-files.ts';

/** F09 In a minute, for each administrator. */
const EXAMINATIONS = 5;
const NEW_ADDRESSES = 10;

/** What the resources need, each a part of it. */
export interface RouteParts
  extends Omit<CallParts, 'log'>,
    Omit<ConnectionParts, 'audit' | 'paced'>,
    Omit<DoctorParts, 'audit' | 'paced' | 'connections' | 'accounts'> {
  readonly clock: Clock;
  readonly audit: Audit;
  readonly accounts: Accounts;
  readonly teams: Teams;
  readonly factors: SecondFactors;
  readonly factorRule: FactorRule;
  readonly missed: MissedParts['missed'];
  readonly log: CallLog;
  readonly tellMissed: () => void;
  readonly tellWork: (contactId: string | null) => void;
  readonly deals: DealStore;
  readonly tasks: TaskStore;
  readonly cardSettings: CardSettingsKeeper;
  readonly members: MemberParts['members'];
  readonly reasons: MemberParts['reasons'];
  readonly wrapUps: MemberParts['wrapUps'];
  readonly openId: OpenIdParts['openId'];
  readonly vouched: OpenIdParts['vouched'];
  readonly places: Places;
  readonly scopes: Pick<Scopes, 'of'>;
  readonly sessions: Sessions;
  readonly commands: Commands;
  readonly pauses: RecordingPauses;
  readonly tolls: Tolls;
  readonly tokens: ApiTokens;
  readonly webhooks: RunningWebhooks['webhooks'];
  readonly contacts: ContactStore;
  readonly imports: ContactImports;
  readonly interactions: InteractionStore;
  readonly photos: PhotoStore;
  readonly recordings: Recordings;
  readonly plays: RecordingPlays;
  readonly quality: QualityStore;
  readonly marks: MarkStore;
  readonly filters: FilterStore;
  readonly logger: Log;
  readonly keyRenewal: KeyRenewal;
  readonly rules: Rules;
  readonly frames: FrameOrigins;
  readonly retention: Retention;
  readonly erasures: Erasures;
  readonly transfer: SettingsTransfer;
  readonly health: () => Health;
  readonly metrics: OpenMetrics;
  readonly traffic: () => Traffic[];
  readonly gaps: (mostOfEach: number) => PbxGap[];
  readonly records: CdrRecords;
  readonly explain: Explanations;
  readonly countryOf: (user: User) => string;
  readonly contactSaved: (numbers: readonly string[]) => Promise<void>;
  readonly sipOf: (user: User) =>
    | (Pick<NonNullable<PbxConfig['sip']>, 'url' | 'domain' | 'dtmf' | 'stun'> & {
        extension: string;
      })
    | null;
  readonly farewells: Farewells;
  readonly codesOf: (user: User) => FeatureCodes;
  readonly numbersOf: DirectoryParts['numbersOf'];
  readonly origin: () => string;
  /** True when the page is always served over https. */
  readonly secure: boolean;
  /** Where the built page lies; null: no page. */
  readonly webDir: string | null;
  /** Null but in the demo. */
  readonly demo: Demo | null;
}

/** Every resource, in the order in which the docs show them. */
export function addRoutes(parts: RouteParts): (api: Api) => Promise<void> {
  const { accounts, sipOf, countryOf, secure, webDir } = parts;

  async function meOf({ user, factorDue }: Pick<SignedIn, 'user' | 'factorDue'>): Promise<Me> {
    const endpoint = sipOf(user);
    const password = endpoint && (await accounts.sipPassword(user.id));
    const sip =
      endpoint && password !== null
        ? {
            extension: endpoint.extension,
            domain: endpoint.domain,
            password,
            ...(endpoint.dtmf === 'info' ? { dtmfInfo: true } : {}),
            ...(endpoint.stun.length > 0 ? { stun: [...endpoint.stun] } : {}),
          }
        : null;
    const reach = callReach(user, parts.scopes);
    if (factorDue) return { user, sip: null, reach, country: countryOf(user), factorDue };
    const about = { country: countryOf(user), codes: parts.codesOf(user) };
    return { user, sip, reach, ...about, ...(parts.demo ? { demo: true } : {}) };
  }

  const isSecure = (request: FastifyRequest) => secure || request.protocol === 'https';
  const audit = notedIn(parts.audit);
  return async (api) => {
    sessionRoutes(api, { ...parts, audit, meOf, isSecure });
    proofRoutes(api, { ...parts, audit });
    openIdRoutes(api, { ...parts, audit, isSecure });
    openSessionRoutes(api, { ...parts, audit });
    meRoutes(api, { accounts, audit, meOf });
    callRoutes(api, { ...parts, audit });
    missedRoutes(api, parts);
    memberRoutes(api, { ...parts, audit });
    callCommandRoutes(api, parts.commands);
    directoryRoutes(api, parts);
    explanationRoutes(api, { explain: parts.explain, audit, visible: seenBy(parts.log) });
    qualityRoutes(api, { ...parts, visible: seenBy(parts.log) });
    echoRoutes(api, parts.echo);
    farewellRoutes(api, parts);
    recordingRoutes(api, { ...parts, audit, visible: seenBy(parts.log) });
    recordingMarkRoutes(api, { marks: parts.marks, visible: seenBy(parts.log) });
    recordingPauseRoutes(api, { pauses: parts.pauses, audit, visible: seenBy(parts.log) });
    savedFilterRoutes(api, parts.filters);
    contactExportRoutes(api, { ...parts, audit });
    contactRoutes(api, parts);
    await contactImportRoutes(api, { ...parts, audit });
    photoRoutes(api, { ...parts, audit });
    cardRoutes(api, { ...parts, visible: seenBy(parts.log) });
    workRoutes(api, { ...parts, visible: seenBy(parts.log) });
    cardSettingsRoutes(api, parts.cardSettings, audit);
    userRoutes(api, { ...parts, audit });
    secondFactorRoutes(api, { ...parts, audit });
    teamRoutes(api, parts.teams, audit);
    tokenRoutes(api, { ...parts, audit });
    tollRoutes(api, parts.tolls, audit);
    placeRoutes(api, { ...parts, audit, meOf });
    connectionRoutes(api, { ...parts, audit, paced: pacedBy(NEW_ADDRESSES, { ...parts, audit }) });
    doctorRoutes(api, { ...parts, audit, paced: pacedBy(EXAMINATIONS, { ...parts, audit }) });
    secretKeyRoutes(api, { ...parts, audit });
    embeddingRoutes(api, parts.frames, audit);
    webhookRoutes(api, { ...parts, audit, paced: pacedBy(NEW_ADDRESSES, { ...parts, audit }) });
    settingsRoutes(api, { ...parts, audit });
    retentionRoutes(api, { ...parts, audit });
    erasureRoutes(api, { ...parts, audit });
    reconciliationRoutes(api, parts.records, audit);
    auditRoutes(api, parts.audit, audit);
    healthRoutes(api, parts.health);
    metricsRoutes(api, parts.metrics);
    trafficRoutes(api, parts.traffic);
    gapRoutes(api, parts.gaps);
    demoRoutes(api, parts.demo);
    docsRoutes(api);
    await webFiles(api, webDir);
  };
}

/** Whose calls a user sees, for the page to show what there is to see. */
function callReach(user: User, scopes: Pick<Scopes, 'of'>): Me['reach'] {
  const reach = reachOf(LIVE_RIGHTS.call, user.role) ?? 'own';
  return scopes.of(user, reach) === 'all' ? 'all' : reach;
}
