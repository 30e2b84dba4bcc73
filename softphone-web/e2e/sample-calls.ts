import type { CallView, ContactBrief, PastInteraction } from '@perezvon/cti-server/contract';

const MINUTE = 60_000;

/** ISO time `minutes` before now. */
export function ago(minutes: number): string {
  return new Date(Date.now() - minutes * MINUTE).toISOString();
}

/** A brief of a contact. */
export function person(name: string, part: Partial<ContactBrief> = {}): ContactBrief {
  return {
    id: `c-${name.slice(0, 8)}`,
    kind: 'person',
    name,
    companyName: null,
    role: '',
    ...part,
  };
}

/** The one recording of a call that has an id for it. */
function recordedAs({ recordingId, recording }: Partial<CallView>): CallView['recordings'] {
  if (!recordingId) return [];
  const file = recording ?? 'call.wav';
  return [{ id: recordingId, n: 1, file, startedAt: null, endedAt: null }];
}

/** An answered incoming call of an unknown number; `part` says what differs. */
export function call(id: string, part: Partial<CallView> = {}): CallView {
  return {
    id,
    direction: 'inbound',
    state: 'ended',
    externalNumber: '79161234567',
    e164: '+79161234567',
    externalName: null,
    did: '74950000001',
    dialled: null,
    from: null,
    queue: null,
    rang: ['201'],
    answeredBy: ['201'],
    handledBy: ['201'],
    disposition: 'answered',
    startedAt: ago(10),
    answeredAt: ago(9.9),
    endedAt: ago(7),
    waitMs: 6200,
    ringMs: 6200,
    talkMs: 174_000,
    holdMs: 0,
    legs: [],
    transfers: [],
    consultations: [],
    forwarded: [],
    pickedUp: null,
    conference: null,
    reason: null,
    hangup: { by: 'caller', cause: 16 },
    recording: null,
    linkedIds: [],
    pbx: 'main',
    caller: { kind: 'unknown' },
    didLabel: null,
    history: [],
    note: '',
    noteVersion: 'v',
    outcome: null,
    recordingId: null,
    recordings: recordedAs(part),
    complete: true,
    ...part,
  };
}

/** A call that rings at 201 now. */
export function ringingCall(id: string, part: Partial<CallView> = {}): CallView {
  const leg = { party: '201', kind: 'extension' as const, rangAt: ago(0.05), answeredAt: null };
  return call(id, {
    state: 'ringing',
    disposition: null,
    startedAt: ago(0.1),
    answeredAt: null,
    endedAt: null,
    answeredBy: [],
    handledBy: [],
    talkMs: 0,
    hangup: null,
    legs: [{ ...leg, endedAt: null, result: null, cause: null }],
    ...part,
  });
}

/** A call that 201 places now: its own phone has no leg in it. */
export function placedCall(id: string, part: Partial<CallView> = {}): CallView {
  const leg = { party: '79031112233', kind: 'external' as const, rangAt: ago(0.05) };
  return ringingCall(id, {
    direction: 'outbound',
    did: null,
    from: '201',
    dialled: '79031112233',
    externalNumber: '79031112233',
    e164: '+79031112233',
    rang: [],
    legs: [{ ...leg, answeredAt: null, endedAt: null, result: null, cause: null }],
    ...part,
  });
}

/** The same call, answered at 201. */
export function answeredCall(before: CallView): CallView {
  return {
    ...before,
    state: 'talking',
    answeredAt: ago(0),
    answeredBy: ['201'],
    handledBy: ['201'],
    legs: before.legs.map((leg) => ({ ...leg, answeredAt: ago(0) })),
  };
}

const past = (id: string, minutes: number, part: Partial<PastInteraction>): PastInteraction => ({
  id,
  kind: 'call',
  callId: `old-${id}`,
  direction: 'inbound',
  result: 'answered',
  startedAt: ago(minutes),
  handledBy: ['201'],
  note: '',
  outcome: null,
  ...part,
});

/** Anna, known, with a past. */
export const ANNA = person('Анна Сергеевна Ковалёва', {
  id: 'anna',
  role: 'Главный бухгалтер',
  companyName: 'ООО «Северный ветер»',
});

/** Anna as the contact that she is, with one number. */
export const ANNAS_CONTACT = {
  ...ANNA,
  companyId: null,
  email: '',
  note: '',
  tags: [],
  ownerId: null,
  version: 'v1',
  createdAt: '2026-01-01T00:00:00Z',
  numbers: [{ id: 'n', kind: 'work', written: '8 (916) 123-45-67', e164: '+79161234567' }],
};

/** Anna's last contacts. */
export const ANNAS_PAST: PastInteraction[] = [
  past('1', 60 * 26, {
    note: 'Просила счёт на продление, отправить до пятницы на почту бухгалтерии.',
  }),
  past('2', 60 * 24 * 6, { direction: 'outbound', result: 'no-answer' }),
  past('3', 60 * 24 * 19, {
    kind: 'email',
    callId: null,
    direction: null,
    result: null,
    handledBy: [],
    note: 'Договор подписан',
  }),
];

/** Calls of the last days, newest first. */
export function sampleCalls(): CallView[] {
  return [
    call('k1', {
      caller: { kind: 'known', contact: ANNA, chosen: false },
      didLabel: 'Отдел продаж',
      queue: 'sales',
      note: 'Ждёт счёт, перезвонить завтра до обеда',
      recordingId: 'r1',
    }),
    call('k2', {
      externalNumber: '74957654321',
      e164: '+74957654321',
      disposition: 'abandoned',
      answeredAt: null,
      talkMs: 0,
      handledBy: [],
      answeredBy: [],
      rang: ['201', '202', '203'],
      queue: 'support',
      startedAt: ago(34),
    }),
    call('k3', {
      direction: 'outbound',
      externalNumber: '442079460123',
      e164: '+442079460123',
      did: null,
      dialled: '442079460123',
      from: '201',
      caller: {
        kind: 'known',
        contact: person('Harriet Wexcombe', { companyName: 'Wexcombe & Daughters Ltd' }),
        chosen: false,
      },
      startedAt: ago(55),
      talkMs: 611_000,
      recordingId: 'r3',
    }),
    call('k4', {
      direction: 'internal',
      externalNumber: null,
      e164: null,
      did: null,
      from: '202',
      dialled: '201',
      caller: { kind: 'internal' },
      startedAt: ago(80),
      talkMs: 24_000,
    }),
    call('k5', {
      externalNumber: null,
      e164: null,
      caller: { kind: 'withheld' },
      disposition: 'voicemail',
      talkMs: 0,
      handledBy: [],
      startedAt: ago(130),
    }),
    call('k6', {
      externalName: '<img src=x onerror=alert(1)>',
      externalNumber: '+=cmd',
      e164: null,
      startedAt: ago(200),
      disposition: 'busy',
      talkMs: 0,
    }),
    call('k7', {
      caller: {
        kind: 'ambiguous',
        contacts: [person('Игорь Павлов'), person('Ирина Павлова', { role: 'Директор' })],
      },
      externalNumber: '78123334455',
      e164: '+78123334455',
      startedAt: ago(60 * 25),
    }),
    call('k8', {
      direction: 'outbound',
      did: null,
      dialled: '79031112233',
      from: '201',
      externalNumber: '79031112233',
      e164: '+79031112233',
      disposition: 'no-answer',
      talkMs: 0,
      startedAt: ago(60 * 27),
      hangup: { by: 'pbx', cause: 19 },
    }),
    call('k9', {
      caller: { kind: 'known', contact: person('Ω'.repeat(200)), chosen: true },
      startedAt: ago(60 * 50),
      complete: false,
    }),
  ];
}
