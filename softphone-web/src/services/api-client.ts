import type {
  AcceptLink,
  ApiToken,
  ApiTokens,
  MadeToken,
  NewToken,
  AuditAction,
  AuditCheck,
  AuditPage,
  BoundUsers,
  CallPage,
  CardSettings,
  CardView,
  CallView,
  CommandAnswer,
  Connection,
  ConnectionEntry,
  ConnectionList,
  ConsultationRequest,
  Diagnosis,
  DialAnswer,
  Directory,
  ExtensionList,
  Explanation,
  Health,
  Invited,
  InviteAnswer,
  Me,
  MePatch,
  MissedList,
  MissedMark,
  NewFilter,
  NewMark,
  NewPlace,
  NewUser,
  NoteAnswer,
  OpenSession,
  OpenSessions,
  OpenIdOffer,
  PbxGap,
  PhoneName,
  Place,
  PlaceList,
  Reconciliation,
  RecordingMark,
  RecordingMarks,
  RecordingPlay,
  SavedFilter,
  SavedFilters,
  RecoveryCodes,
  SecondFactor,
  SecondFactorSecret,
  Role,
  SecondFactorUsers,
  Team,
  TeamEntry,
  TeamList,
  TollFirm,
  TollRules,
  TollRulesEntry,
  TollRulesList,
  TollState,
  Traffic,
  TransferRequest,
  Trial,
  User,
  UserList,
  UserPatch,
  VersionedCardSettings,
  VersionedFirm,
  VersionedReasons,
  VersionedUser,
  WelcomeState,
  Erasure,
  ErasureAnswer,
  ErasureList,
  ErasureOrder,
  ErasurePreview,
  ErasureSubject,
  Retention,
  RetentionPreview,
  RetentionRules,
  SettingsImport,
  SettingsItem,
  SettingsReport,
} from '@perezvon/cti-server/contract';
import type {
  AddedNumber,
  Contact,
  ContactAnswer,
  ContactImport,
  ContactImportList,
  Deal,
  DealList,
  DealPatch,
  ImportPlan,
  ImportPreview,
  ImportReading,
  ImportRemarks,
  Interaction,
  NewContact,
  NewDeal,
  NewInteraction,
  NewTask,
  PhotoAnswer,
  Task,
  TaskList,
  TaskPatch,
} from '@perezvon/crm-core/model';
import { type Http, queryText, SESSION, WELCOME, WELCOME_LINK } from './http.ts';

const PROOF = '/api/session/proof';

/** One page of any list, `next` the cursor of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The days that were compared, newest first, and the PBXs that have records. */
export interface Reconciliations {
  readonly pbxs: readonly string[];
  readonly items: readonly Reconciliation[];
}

/** Which calls are wanted; null and empty mean all. */
export interface CallQuery {
  readonly text?: string;
  readonly direction?: string | null;
  /** A disposition, or `missed`. */
  readonly result?: string | null;
  readonly contactId?: string | null;
  /** A user. */
  readonly operator?: string | null;
  readonly queue?: string;
  readonly outcome?: string;
  /** s */
  readonly talkFrom?: number | null;
  readonly talkTo?: number | null;
  readonly note?: string;
  /** ISO 8601, `to` not included. */
  readonly from?: string | null;
  readonly to?: string | null;
}

/** Where the calls of a filter are as a file. */
export function callsFile(query: CallQuery): string {
  return `/api/calls/export${queryText({ ...query })}`;
}

/** A phone as a member of queues. */
interface QueuePhone {
  readonly pbx: string;
  readonly extension: string;
}

/** Which rows of the audit log are wanted; null means all. Times ISO 8601, `to` not included. */
export interface AuditQuery {
  readonly userId: string | null;
  readonly action: AuditAction | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** As something was read that is replaced; a problem `changed-meanwhile` where it is another by now. */
export interface Version {
  readonly version: string;
}

/** The same of one of many. */
export interface VersionOf extends Version {
  readonly id: string;
}

/** The server's resources, one method each; all reject with an `ApiProblem`. Cursor null: first page. */
export interface ApiClient {
  /** For what has no method of its own. */
  readonly http: Http;
  /** Who is signed in, and what their phone needs. */
  readonly me: () => Promise<Me>;
  /** `code` where the problem `code-needed` asked for one. */
  /** Callers who are to be called back. */
  readonly missed: () => Promise<MissedList>;
  readonly markMissed: (key: string, mark: MissedMark['mark']) => Promise<void>;
  /** Name of the other server at which one may sign in; null for none. */
  /** What was to be written after a call is written: queues send calls again. */
  readonly endWrapUp: (callId: string) => Promise<void>;
  /** `image`: a JPEG, PNG or WebP in base64. */
  readonly givePhoto: (contactId: string, image: string) => Promise<PhotoAnswer>;
  readonly removePhoto: (contactId: string) => Promise<void>;
  /** Reasons to pause, in their order. */
  readonly pauseReasons: () => Promise<VersionedReasons>;
  readonly savePauseReasons: (seen: Version, items: readonly string[]) => Promise<void>;
  /** Whether a phone takes calls of its queues; a null reason: it does. */
  readonly pause: (phone: QueuePhone, reason: string | null) => Promise<void>;
  readonly joinQueue: (phone: QueuePhone, queue: string) => Promise<void>;
  readonly leaveQueue: (phone: QueuePhone, queue: string) => Promise<void>;
  readonly openId: () => Promise<string | null>;
  /** Whether there is no administrator yet. */
  readonly awaitsAdmin: () => Promise<boolean>;
  readonly signIn: (login: string, password: string, code?: string) => Promise<Me>;
  readonly signOut: () => Promise<void>;
  /** Shows again who sits here. */
  readonly prove: (password: string) => Promise<void>;
  /** Resolves once what asks for a proof may be done: a file is fetched by the browser itself. */
  readonly proven: () => Promise<void>;
  /** Takes a one-use link (the first administrator's, or an invite) and signs in. */
  /** Whom a one-use link is for. */
  readonly invited: (token: string) => Promise<Invited>;
  readonly acceptInvite: (token: string, who: Omit<AcceptLink, 'token'>) => Promise<Me>;
  /** Where a user is signed in, the latest sign-in first; without an id one's own. */
  readonly sessions: (userId: string | null) => Promise<readonly OpenSession[]>;
  /** Signs a user out of one browser. */
  readonly endSession: (userId: string | null, sessionId: string) => Promise<void>;
  /** Signs a user out everywhere but here. */
  readonly endSessions: (userId: string | null) => Promise<void>;
  /** The API tokens of a user, the newest first; without an id one's own. */
  readonly tokens: (userId: string | null) => Promise<readonly ApiToken[]>;
  readonly makeToken: (token: NewToken) => Promise<MadeToken>;
  readonly revokeToken: (userId: string | null, id: string) => Promise<void>;
  readonly saveMe: (change: MePatch) => Promise<Me>;
  readonly calls: (query: CallQuery, cursor: string | null) => Promise<CallPage>;
  readonly filters: () => Promise<readonly SavedFilter[]>;
  /** One of the same name is replaced. */
  readonly saveFilter: (filter: NewFilter) => Promise<SavedFilter>;
  readonly removeFilter: (id: string) => Promise<void>;
  /** Notes at moments of a call's recording. */
  readonly marks: (callId: string) => Promise<readonly RecordingMark[]>;
  readonly addMark: (callId: string, mark: NewMark) => Promise<RecordingMark>;
  readonly removeMark: (callId: string, id: string) => Promise<void>;
  readonly call: (id: string) => Promise<CallView>;
  readonly explanation: (callId: string) => Promise<Explanation>;
  /** Who heard a call's recording, newest first; for supervisors and administrators. */
  readonly plays: (callId: string) => Promise<readonly RecordingPlay[]>;
  /** `version`: of the note that is replaced, refused where it is another by now; gives that of the new one. */
  readonly saveNote: (callId: string, note: string, version: string) => Promise<string>;
  readonly chooseContact: (callId: string, contactId: string | null) => Promise<void>;
  /** What a card shows beside its call. */
  readonly card: (callId: string) => Promise<CardView>;
  readonly saveOutcome: (callId: string, outcome: string | null) => Promise<void>;
  readonly cardSettings: () => Promise<VersionedCardSettings>;
  readonly saveCardSettings: (
    seen: Version,
    settings: CardSettings,
  ) => Promise<VersionedCardSettings>;
  /** Open deals of a contact. */
  readonly deals: (contactId: string) => Promise<readonly Deal[]>;
  readonly createDeal: (deal: NewDeal) => Promise<Deal>;
  readonly saveDeal: (id: string, change: DealPatch) => Promise<Deal>;
  /** One's own: to be done, or done. */
  readonly tasks: (done: boolean) => Promise<readonly Task[]>;
  readonly createTask: (task: NewTask) => Promise<Task>;
  readonly saveTask: (id: string, change: TaskPatch) => Promise<Task>;
  readonly createInteraction: (interaction: NewInteraction) => Promise<Interaction>;
  readonly addNumber: (contactId: string, number: AddedNumber) => Promise<ContactAnswer>;
  /** Without `from`: from the first of the user's phones. */
  readonly dial: (number: string, from?: PhoneName) => Promise<DialAnswer>;
  /** What a browser phone is told to send a call to a number. */
  readonly digitsOf: (number: string) => Promise<string>;
  readonly hangUp: (callId: string) => Promise<CommandAnswer>;
  /** Silence in the file of a call that goes on, or its sound again. */
  readonly pauseRecording: (callId: string, paused: boolean) => Promise<void>;
  readonly transfer: (callId: string, to: TransferRequest) => Promise<void>;
  readonly consultation: (callId: string, act: ConsultationRequest['act']) => Promise<void>;
  readonly tones: (callId: string, tones: string) => Promise<void>;
  /** Colleagues and numbers of the house, by name. */
  readonly directory: () => Promise<Directory>;
  /** Contacts from files. */
  readonly imports: () => Promise<ContactImportList>;
  readonly contactImport: (id: string) => Promise<ContactImport>;
  readonly createImport: (fileName: string, bytes: number) => Promise<ContactImport>;
  readonly sendImportPart: (id: string, from: number, part: Blob) => Promise<ContactImport>;
  readonly previewImport: (id: string, asked: Partial<ImportReading>) => Promise<ImportPreview>;
  readonly startImport: (id: string, plan: ImportPlan) => Promise<ContactImport>;
  readonly cancelImport: (id: string) => Promise<ContactImport>;
  readonly undoImport: (id: string) => Promise<ContactImport>;
  readonly importRemarks: (id: string, after: number) => Promise<ImportRemarks>;
  readonly contacts: (text: string, cursor: string | null) => Promise<Page<Contact>>;
  readonly contact: (id: string) => Promise<Contact>;
  /** Companies alone, by the beginning of a word of their name; some of all for an empty text. */
  readonly companies: (text: string) => Promise<readonly Contact[]>;
  readonly createContact: (contact: NewContact) => Promise<ContactAnswer>;
  readonly saveContact: (seen: VersionOf, contact: NewContact) => Promise<ContactAnswer>;
  readonly interactions: (contactId: string) => Promise<Page<Interaction>>;
  readonly users: () => Promise<readonly VersionedUser[]>;
  readonly createUser: (user: NewUser) => Promise<User>;
  readonly saveUser: (seen: VersionOf, change: UserPatch) => Promise<User>;
  /** Makes a one-use link with which the user chooses a password; gives its address. */
  readonly invite: (userId: string) => Promise<string>;
  readonly secondFactor: () => Promise<SecondFactor>;
  readonly beginSecondFactor: (password: string) => Promise<SecondFactorSecret>;
  /** Turns it on; gives the recovery codes. */
  readonly proveSecondFactor: (code: string) => Promise<readonly string[]>;
  readonly endSecondFactor: (code: string) => Promise<void>;
  /** Ids of those who are asked for a code; for administrators. */
  readonly secondFactorUsers: () => Promise<readonly string[]>;
  /** Ids of users who are bound to a person at the other server. */
  readonly openIdUsers: () => Promise<readonly string[]>;
  readonly unbindOpenId: (userId: string) => Promise<void>;
  /** Roles of which nobody works without one. */
  readonly secondFactorRule: () => Promise<SecondFactorUsers>;
  readonly requireSecondFactor: (seen: Version, roles: readonly Role[]) => Promise<void>;
  readonly resetSecondFactor: (userId: string) => Promise<void>;
  /** Outside calls as they are now; for supervisors and administrators. */
  readonly tolls: () => Promise<TollState>;
  /** Ends all outside calls and lets none begin, or lets them again. */
  readonly stopOutside: (on: boolean) => Promise<TollState>;
  /** Who may call what outside; for administrators. */
  readonly tollRules: () => Promise<TollRulesList>;
  /** `seen` null: new ones. */
  readonly saveTollRules: (seen: VersionOf | null, rules: TollRulesEntry) => Promise<TollRules>;
  readonly removeTollRules: (id: string) => Promise<void>;
  readonly saveTollFirm: (seen: Version, firm: TollFirm) => Promise<VersionedFirm>;
  readonly teams: () => Promise<readonly Team[]>;
  /** `seen`: as it was when the change began; null: a new one. */
  readonly saveTeam: (seen: VersionOf | null, team: TeamEntry) => Promise<Team>;
  readonly removeTeam: (id: string) => Promise<void>;
  /** All PBX connections, and what may be set of each kind; for administrators. */
  readonly connections: () => Promise<ConnectionList>;
  /** `id` null: one more. A secret that is left out stays as it was. */
  readonly saveConnection: (seen: VersionOf | null, entry: ConnectionEntry) => Promise<Connection>;
  readonly enableConnection: (id: string, enabled: boolean) => Promise<Connection>;
  readonly removeConnection: (id: string) => Promise<void>;
  /** The extensions that a PBX has, and whose they are. */
  readonly extensions: (pbx: string) => Promise<ExtensionList['items']>;
  /** Makes a new key for stored secrets and seals all of them by it. */
  readonly renewSecretKey: () => Promise<void>;
  /** Examines a connection as it is saved, check by check, until `signal` cancels it. */
  readonly examine: (id: string, signal: AbortSignal) => AsyncGenerator<Diagnosis>;
  /** Phones that belong to nobody, and who sits there. */
  readonly places: () => Promise<readonly Place[]>;
  readonly addPlace: (place: NewPlace) => Promise<Place>;
  readonly removePlace: (id: string) => Promise<void>;
  /** Puts out who sits there. */
  readonly freePlace: (id: string) => Promise<void>;
  /** Sits down; gives who one is from now on. */
  readonly takePlace: (place: string) => Promise<Me>;
  readonly leavePlace: () => Promise<Me>;
  /** Lets this browser be an extension that nobody has, for a minute. */
  readonly beginTrial: (pbx: string, extension: string) => Promise<Trial>;
  /** Has the PBX ring the extension that is tried, and play back what it says. */
  readonly callTrial: (pbx: string, extension: string) => Promise<CommandAnswer>;
  /** Who did what, newest first; for administrators. */
  readonly audit: (query: AuditQuery, cursor: string | null) => Promise<AuditPage>;
  /** Whether the audit log is as it was written. */
  readonly checkAudit: () => Promise<AuditCheck>;
  /** What an import of this file would do; changes nothing. */
  readonly planSettings: (file: unknown) => Promise<readonly SettingsItem[]>;
  /** `secrets`: `CONNECTION/PATH` → text. */
  readonly importSettings: (
    file: unknown,
    secrets: SettingsImport['secrets'],
  ) => Promise<readonly SettingsItem[]>;
  readonly retention: () => Promise<Retention>;
  /** What these rules would remove now. */
  readonly previewRetention: (rules: RetentionRules) => Promise<RetentionPreview>;
  readonly saveRetention: (seen: Version, rules: RetentionRules) => Promise<Retention>;
  /** What is kept of one person; the whole log is read. */
  readonly previewErasure: (subject: ErasureSubject) => Promise<ErasurePreview>;
  readonly erase: (order: ErasureOrder) => Promise<ErasureAnswer>;
  /** What was erased of people, newest first. */
  readonly erasures: () => Promise<readonly Erasure[]>;
  readonly reconciliations: () => Promise<Reconciliations>;
  /** Compares a day (`2026-11-23`) with the records of a PBX; may take some seconds. */
  readonly reconcile: (pbx: string, day: string) => Promise<Reconciliation>;
  readonly health: () => Promise<Health>;
  /** When the PBXs were out of sight, the latest first. */
  readonly gaps: () => Promise<readonly PbxGap[]>;
  /** What came from each PBX, and what was not used of it; for administrators. */
  readonly traffic: () => Promise<readonly Traffic[]>;
}

const at = (strings: TemplateStringsArray, ...ids: string[]) =>
  String.raw({ raw: strings }, ...ids.map(encodeURIComponent));

/** An erasure reads a log of millions, ms. */
const ERASE_MS = 600_000;
/** Thousands of people are written one by one. */
const IMPORT_MS = 120_000;

/** Where all settings are as a file. */
export const SETTINGS_FILE = '/api/settings/export';

/** Where all contacts are as a CSV file. */
export const CONTACTS_FILE = '/api/contacts/export';

/** Where all that is said of lines of an import is as a CSV file. */
export function importReport(id: string): string {
  return at`/api/contact-imports/${id}/report`;
}

const tokensOf = (userId: string | null) =>
  userId === null ? '/api/tokens' : at`/api/users/${userId}/tokens`;

const sessionsOf = (userId: string | null) =>
  userId === null ? '/api/sessions' : at`/api/users/${userId}/sessions`;

/** Where the rows of a filter are as a CSV file. */
export function auditFile(query: AuditQuery): string {
  return `/api/audit/export${queryText({ ...query })}`;
}

/** Where the certificate of an erasure is. */
export function certificateFile(id: string): string {
  return at`/api/erasures/${id}/certificate`;
}

/** Most companies offered at once. */
const MOST_COMPANIES = 20;

/** The server's resources over `http`. */
export function createApiClient(http: Http): ApiClient {
  return {
    http,
    me: () => http.get('/api/me'),
    signIn: (login, password, code) =>
      http.post(SESSION, { login, password, ...(code === undefined ? {} : { code }) }),
    missed: () => http.get('/api/missed'),
    markMissed: (key, mark) => http.put(at`/api/missed/${key}`, { mark }),
    endWrapUp: (id) => http.delete(at`/api/calls/${id}/wrap-up`),
    givePhoto: (id, image) => http.put(at`/api/contacts/${id}/photo`, { image }),
    removePhoto: (id) => http.delete(at`/api/contacts/${id}/photo`),
    pauseReasons: () => http.get('/api/pause-reasons'),
    savePauseReasons: ({ version }, items) => http.put('/api/pause-reasons', { items }, version),
    pause: ({ pbx, extension }, reason) =>
      http.put(at`/api/members/${pbx}/${extension}/pause`, { reason }),
    joinQueue: ({ pbx, extension }, queue) =>
      http.put(at`/api/members/${pbx}/${extension}/queues/${queue}`, undefined),
    leaveQueue: ({ pbx, extension }, queue) =>
      http.delete(at`/api/members/${pbx}/${extension}/queues/${queue}`),
    openId: async () => (await http.get<OpenIdOffer>('/api/open-id')).name,
    awaitsAdmin: async () => (await http.get<WelcomeState>(WELCOME)).awaitsAdmin,
    signOut: () => http.delete(SESSION),
    invited: (token) => http.post(WELCOME_LINK, { token }),
    acceptInvite: (token, who) => http.post(WELCOME, { token, ...who }),
    sessions: async (userId) => (await http.get<OpenSessions>(sessionsOf(userId))).items,
    endSession: (userId, id) => http.delete(`${sessionsOf(userId)}/${encodeURIComponent(id)}`),
    endSessions: (userId) => http.delete(sessionsOf(userId)),
    tokens: async (userId) => (await http.get<ApiTokens>(tokensOf(userId))).items,
    makeToken: (token) => http.post('/api/tokens', token),
    revokeToken: (userId, id) => http.delete(`${tokensOf(userId)}/${encodeURIComponent(id)}`),
    prove: (password) => http.post(PROOF, { password }),
    proven: () => http.get(PROOF),
    saveMe: (change) => http.patch('/api/me', change),
    calls: (query, cursor) => http.get('/api/calls', { ...query, cursor }),
    filters: async () => (await http.get<SavedFilters>('/api/filters')).items,
    saveFilter: (filter) => http.post('/api/filters', filter),
    removeFilter: (id) => http.delete(at`/api/filters/${id}`),
    marks: async (id) => (await http.get<RecordingMarks>(at`/api/calls/${id}/marks`)).items,
    addMark: (id, mark) => http.post(at`/api/calls/${id}/marks`, mark),
    removeMark: (id, mark) => http.delete(at`/api/calls/${id}/marks/${mark}`),
    call: (id) => http.get(at`/api/calls/${id}`),
    explanation: (id) => http.get(at`/api/calls/${id}/explanation`),
    plays: async (id) =>
      (await http.get<{ items: RecordingPlay[] }>(at`/api/calls/${id}/plays`)).items,
    saveNote: async (id, note, version) =>
      (await http.put<NoteAnswer>(at`/api/calls/${id}/note`, { note }, version)).noteVersion,
    chooseContact: (id, contactId) => http.put(at`/api/calls/${id}/contact`, { contactId }),
    card: (id) => http.get(at`/api/calls/${id}/card`),
    saveOutcome: (id, outcome) => http.put(at`/api/calls/${id}/outcome`, { outcome }),
    cardSettings: () => http.get('/api/card-settings'),
    saveCardSettings: ({ version }, settings) => http.put('/api/card-settings', settings, version),
    deals: async (contactId) => (await http.get<DealList>('/api/deals', { contactId })).items,
    createDeal: (deal) => http.post('/api/deals', deal),
    saveDeal: (id, change) => http.patch(at`/api/deals/${id}`, change),
    tasks: async (done) =>
      (await http.get<TaskList>('/api/tasks', done ? { done: 'true' } : {})).items,
    createTask: (task) => http.post('/api/tasks', task),
    saveTask: (id, change) => http.patch(at`/api/tasks/${id}`, change),
    createInteraction: (interaction) => http.post('/api/interactions', interaction),
    addNumber: (id, number) => http.post(at`/api/contacts/${id}/numbers`, number),
    dial: (number, from) => http.post('/api/calls', { number, ...(from ? { from } : {}) }),
    digitsOf: async (number) =>
      (await http.post<DialAnswer>('/api/calls', { number, transfer: true })).digits,
    directory: () => http.get('/api/directory'),
    hangUp: (id) => http.post(at`/api/calls/${id}/hangup`),
    pauseRecording: (id, paused) => http.put(at`/api/calls/${id}/recording`, { paused }),
    transfer: (id, to) => http.post(at`/api/calls/${id}/transfer`, to),
    consultation: (id, act) => http.post(at`/api/calls/${id}/consultation`, { act }),
    tones: (id, tones) => http.post(at`/api/calls/${id}/tones`, { tones }),
    imports: () => http.get('/api/contact-imports'),
    contactImport: (id) => http.get(at`/api/contact-imports/${id}`),
    createImport: (fileName, bytes) => http.post('/api/contact-imports', { fileName, bytes }),
    sendImportPart: (id, from, part) =>
      http.put(`${at`/api/contact-imports/${id}/file`}?at=${from}`, part),
    previewImport: (id, asked) => http.get(at`/api/contact-imports/${id}/preview`, asked),
    startImport: (id, plan) => http.post(at`/api/contact-imports/${id}/start`, plan, IMPORT_MS),
    cancelImport: (id) => http.post(at`/api/contact-imports/${id}/cancel`),
    undoImport: (id) => http.post(at`/api/contact-imports/${id}/undo`),
    importRemarks: (id, after) => http.get(at`/api/contact-imports/${id}/remarks`, { after }),
    contacts: (text, cursor) => http.get('/api/contacts', { text, cursor }),
    contact: (id) => http.get(at`/api/contacts/${id}`),
    companies: async (text) => {
      const query = { text, kind: 'company', limit: MOST_COMPANIES };
      return (await http.get<Page<Contact>>('/api/contacts', query)).items;
    },
    createContact: (contact) => http.post('/api/contacts', contact),
    saveContact: ({ id, version }, contact) => http.put(at`/api/contacts/${id}`, contact, version),
    interactions: (id) => http.get(at`/api/contacts/${id}/interactions`),
    users: async () => (await http.get<UserList>('/api/users')).items,
    createUser: (user) => http.post('/api/users', user),
    saveUser: ({ id, version }, change) => http.patch(at`/api/users/${id}`, change, version),
    invite: async (id) => (await http.post<InviteAnswer>(at`/api/users/${id}/invite`)).link,
    secondFactor: () => http.get('/api/second-factor'),
    beginSecondFactor: (password) => http.post('/api/second-factor', { password }),
    proveSecondFactor: async (code) =>
      (await http.put<RecoveryCodes>('/api/second-factor', { code })).codes,
    endSecondFactor: (code) => http.post('/api/second-factor/off', { code }),
    secondFactorUsers: async () => (await http.get<SecondFactorUsers>('/api/second-factors')).items,
    openIdUsers: async () => (await http.get<BoundUsers>('/api/open-id/users')).items,
    unbindOpenId: (id) => http.delete(at`/api/users/${id}/open-id`),
    secondFactorRule: () => http.get('/api/second-factors'),
    requireSecondFactor: ({ version }, required) =>
      http.put('/api/second-factors', { required }, version),
    resetSecondFactor: (id) => http.delete(at`/api/users/${id}/second-factor`),
    tolls: () => http.get('/api/tolls'),
    stopOutside: (on) =>
      on ? http.put('/api/tolls/stop', undefined) : http.delete('/api/tolls/stop'),
    tollRules: () => http.get('/api/tolls/rules'),
    saveTollRules: (seen, rules) =>
      seen === null
        ? http.post('/api/tolls/rules', rules)
        : http.put(at`/api/tolls/rules/${seen.id}`, rules, seen.version),
    removeTollRules: (id) => http.delete(at`/api/tolls/rules/${id}`),
    saveTollFirm: ({ version }, firm) => http.put('/api/tolls/firm', firm, version),
    teams: async () => (await http.get<TeamList>('/api/teams')).items,
    saveTeam: (seen, team) =>
      seen === null
        ? http.post('/api/teams', team)
        : http.put(at`/api/teams/${seen.id}`, team, seen.version),
    removeTeam: (id) => http.delete(at`/api/teams/${id}`),
    connections: () => http.get('/api/connections'),
    saveConnection: (seen, entry) =>
      seen === null
        ? http.post('/api/connections', entry)
        : http.put(at`/api/connections/${seen.id}`, entry, seen.version),
    enableConnection: (id, enabled) => http.patch(at`/api/connections/${id}`, { enabled }),
    removeConnection: (id) => http.delete(at`/api/connections/${id}`),
    extensions: async (id) =>
      (await http.get<ExtensionList>(at`/api/connections/${id}/extensions`)).items,
    renewSecretKey: () => http.post('/api/secret-key'),
    examine: (id, signal) => http.lines(at`/api/connections/${id}/doctor`, signal),
    places: async () => (await http.get<PlaceList>('/api/places')).items,
    addPlace: (place) => http.post('/api/places', place),
    removePlace: (id) => http.delete(at`/api/places/${id}`),
    freePlace: (id) => http.delete(at`/api/places/${id}/holder`),
    takePlace: (place) => http.put('/api/me/place', { place }),
    leavePlace: () => http.delete('/api/me/place'),
    beginTrial: (pbx, extension) => http.post(at`/api/connections/${pbx}/trial`, { extension }),
    callTrial: (pbx, extension) => http.post(at`/api/connections/${pbx}/trial/call`, { extension }),
    audit: (query, cursor) => http.get('/api/audit', { ...query, cursor }),
    checkAudit: () => http.get('/api/audit/verify'),
    planSettings: async (file) =>
      (await http.post<SettingsReport>('/api/settings/plan', { file }, IMPORT_MS)).items,
    importSettings: async (file, secrets) =>
      (await http.post<SettingsReport>('/api/settings/import', { file, secrets }, IMPORT_MS)).items,
    retention: () => http.get('/api/retention'),
    previewRetention: (rules) => http.get('/api/retention/preview', rules),
    saveRetention: ({ version }, rules) => http.put('/api/retention', rules, version),
    previewErasure: (subject) => http.post('/api/erasures/preview', { subject }, ERASE_MS),
    erase: (order) => http.post('/api/erasures', order, ERASE_MS),
    erasures: async () => (await http.get<ErasureList>('/api/erasures')).items,
    reconciliations: () => http.get('/api/reconciliations'),
    reconcile: (pbx, day) => http.post('/api/reconciliations', { pbx, day }),
    health: () => http.get('/healthz'),
    gaps: async () => (await http.get<{ items: PbxGap[] }>('/api/gaps')).items,
    traffic: async () => (await http.get<{ items: Traffic[] }>('/api/traffic')).items,
  };
}
