import { ANNAS_CONTACT, ANNAS_PAST } from './sample-calls.ts';
import { sampleAudit } from './sample-audit.ts';
import { sampleConnections } from './sample-connections.ts';
import { samplePresence } from './sample-presence.ts';
import { sampleImports } from './sample-imports.ts';
import { sampleSessions } from './sample-sessions.ts';
import { operator, type Stage } from './stage.ts';

const since = '2026-11-23T08:00:00.000Z';
/** A part of the server that is well. */
export const part = { ok: true, since, problem: null, detail: null, cure: null };

/** Gives every screen something to show, to an administrator. */
export function fillStage(stage: Stage): void {
  const { answers } = stage;
  stage.me = operator({ role: 'admin', login: 'ольга' });
  stage.me.demo = true;
  stage.presence = samplePresence();
  stage.calls = stage.calls.map((one) => ({ ...one, queue: one.queue && 'продажи' }));
  answers.set('GET /api/contacts', () => ({ items: [ANNAS_CONTACT], next: null }));
  answers.set('GET /api/contact-imports', () => ({
    items: sampleImports(),
    mostBytes: 10_485_760,
  }));
  answers.set('GET /api/contacts/anna', () => ANNAS_CONTACT);
  answers.set('GET /api/contacts/anna/interactions', () => ({ items: ANNAS_PAST }));
  const other = operator({ id: 'u2', login: 'иван', name: 'Иван' }).user;
  answers.set('GET /api/users', () => ({ items: [stage.me?.user, other] }));
  answers.set('POST /api/users/u1/invite', () => ({ link: 'x', expiresAt: since }));
  answers.set('GET /api/calls/k1/plays', () => ({ items: [] }));
  answers.set('GET /api/reconciliations', () => ({ pbxs: [], items: [] }));
  answers.set('GET /api/connections', () => {
    const { items, kinds, accounts } = sampleConnections();
    return {
      items: items.map((one) => ({ ...one, entry: { ...one.entry, host: '10.0.0.5' } })),
      kinds,
      accounts,
    };
  });
  const team = { id: 't', name: 'продажи', members: [], supervisors: [], seesAll: true };
  answers.set('GET /api/teams', () => ({ items: [team] }));
  answers.set('GET /api/second-factor', () => ({ since, recoveryLeft: 9 }));
  answers.set('GET /api/second-factors', () => ({ items: ['u1'], required: [] }));
  answers.set('GET /api/retention', () => ({
    rules: { callsDays: 365, recordingsDays: null, capturesDays: 14 },
    last: { at: since, calls: 5, recordings: 1, left: 2, reason: { ru: 'диск полон', en: 'full' } },
  }));
  const erasure = { id: 'e', at: since, by: 'Ольга', reference: 'письмо 12', calls: 3 };
  answers.set('GET /api/erasures', () => ({ items: [erasure] }));
  answers.set('GET /api/embedding', () => ({ origins: ['https://crm.example.org'] }));
  const webhook = {
    id: 'w',
    name: 'учёт',
    url: 'https://crm.example.org/in',
    events: ['call.ended'],
    enabled: true,
    stopped: null,
    since,
    waiting: 2,
    dead: 1,
    omitted: 0,
    last: { at: since, ok: false },
  };
  answers.set('GET /api/webhooks', () => ({ items: [webhook] }));
  answers.set('GET /api/sessions', () => ({ items: sampleSessions() }));
  answers.set('GET /api/audit', () => ({ items: sampleAudit(), next: 'more' }));
  answers.set('GET /api/audit/verify', () => ({ rows: 3, hash: 'f'.repeat(64), broken: null }));
  answers.set('GET /api/traffic', () => ({ items: [] }));
  answers.set('GET /healthz', () => ({
    ok: true,
    version: '1',
    parts: [
      'call-log',
      'disk',
      'page',
      'pbx:main',
      'messages:main',
      'cdr:main',
      'recordings:main',
    ].map((name) => ({ ...part, part: name })),
  }));
}
