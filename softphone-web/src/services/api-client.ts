import type {
  CallPage,
  CallView,
  DialAnswer,
  Health,
  SipAccount,
  User,
} from '@perezvon/cti-server/contract';
import type { Contact, Interaction, NewContact } from '@perezvon/crm-core/model';
import { type Http, SESSION } from './http.ts';

/** One page of any list, `next` the cursor of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Which calls are wanted; null and empty mean all. */
export interface CallQuery {
  readonly text?: string;
  readonly direction?: string | null;
  /** A disposition, or `missed`. */
  readonly result?: string | null;
  readonly contactId?: string | null;
}

/** What an administrator sets of a user; absent fields stay as they are. */
export type UserChange = Partial<Omit<User, 'id'>> & { readonly sipPassword?: string };

/** The server's resources, one method each; all reject with an `ApiProblem`. Cursor null: first page. */
export interface ApiClient {
  /** For what has no method of its own. */
  readonly http: Http;
  /** Who is signed in. */
  me(): Promise<User>;
  signIn(login: string, password: string): Promise<User>;
  signOut(): Promise<void>;
  /** Uses an invite link: the first administrator's, or one made by `invite`. */
  acceptInvite(
    token: string,
    who: { name: string; login: string; password: string },
  ): Promise<User>;
  saveMe(change: { device?: User['device']; language?: User['language'] }): Promise<User>;
  /** The account of the reader's own browser phone. */
  sipAccount(): Promise<SipAccount>;
  calls(query: CallQuery, cursor: string | null): Promise<CallPage>;
  call(id: string): Promise<CallView>;
  saveNote(callId: string, note: string): Promise<void>;
  chooseContact(callId: string, contactId: string): Promise<void>;
  dial(number: string): Promise<DialAnswer>;
  hangUp(callId: string): Promise<void>;
  contacts(text: string, cursor: string | null): Promise<Page<Contact>>;
  contact(id: string): Promise<Contact>;
  createContact(contact: NewContact): Promise<Contact>;
  saveContact(id: string, contact: NewContact): Promise<Contact>;
  interactions(contactId: string): Promise<Page<Interaction>>;
  users(): Promise<readonly User[]>;
  createUser(user: UserChange): Promise<User>;
  saveUser(id: string, change: UserChange): Promise<User>;
  /** Makes a one-use link with which the user chooses a password; gives its address. */
  invite(userId: string): Promise<string>;
  health(): Promise<Health>;
}

const at = (strings: TemplateStringsArray, ...ids: string[]) =>
  String.raw({ raw: strings }, ...ids.map(encodeURIComponent));

/** The server's resources over `http`. */
export function createApiClient(http: Http): ApiClient {
  return {
    http,
    me: () => http.get('/api/me'),
    signIn: (login, password) => http.post(SESSION, { login, password }),
    signOut: () => http.delete(SESSION),
    acceptInvite: (token, who) => http.post(at`/api/invites/${token}`, who),
    saveMe: (change) => http.put('/api/me', change),
    sipAccount: () => http.get('/api/me/sip-account'),
    calls: (query, cursor) => http.get('/api/calls', { ...query, cursor }),
    call: (id) => http.get(at`/api/calls/${id}`),
    saveNote: (id, note) => http.put(at`/api/calls/${id}/note`, { note }),
    chooseContact: (id, contactId) => http.put(at`/api/calls/${id}/contact`, { contactId }),
    dial: (number) => http.post('/api/calls', { number }),
    hangUp: (id) => http.post(at`/api/calls/${id}/hang-up`),
    contacts: (text, cursor) => http.get('/api/contacts', { text, cursor }),
    contact: (id) => http.get(at`/api/contacts/${id}`),
    createContact: (contact) => http.post('/api/contacts', contact),
    saveContact: (id, contact) => http.put(at`/api/contacts/${id}`, contact),
    interactions: (id) => http.get(at`/api/contacts/${id}/interactions`),
    users: async () => (await http.get<{ items: User[] }>('/api/users')).items,
    createUser: (user) => http.post('/api/users', user),
    saveUser: (id, change) => http.put(at`/api/users/${id}`, change),
    invite: async (id) => (await http.post<{ link: string }>(at`/api/users/${id}/invite`)).link,
    health: () => http.get('/healthz'),
  };
}
