import { plansOf, slowSteps } from '@perezvon/fixtures/sample-people/query-plans.ts';
import { seedDatabase } from '@perezvon/fixtures/sample-people/seed.ts';
import { createTempCrm } from '@perezvon/fixtures/sample-people/temp-crm.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { transaction } from '../shared/db.ts';
import {
  type CallInteraction,
  createInteractionStore,
  type InteractionReader,
  interactionReader,
  type InteractionWriter,
  interactionWriter,
} from './store.ts';

let crm: ReturnType<typeof createTempCrm>;
let write: InteractionWriter;
let read: InteractionReader;

beforeEach(() => {
  crm = createTempCrm();
  seedDatabase(crm.handle, { seed: 1, people: 5, companies: 1 });
  write = interactionWriter(crm.handle);
  read = interactionReader(crm.handle);
});

afterEach(() => crm.remove());

const ids = { id: () => 'n1', now: () => Date.UTC(2026, 10, 23, 12) };

function call(callId: string, fields: Partial<CallInteraction> = {}): CallInteraction {
  return {
    callId,
    contactId: 'person-1',
    direction: 'inbound',
    result: null,
    startedAt: '2026-11-23T10:00:00.250Z',
    endedAt: null,
    handledBy: [],
    ...fields,
  };
}

describe('a call in the timeline', () => {
  test('is one row, however often it is written', async () => {
    write.upsertCall(call('c1'));
    const ended = {
      result: 'answered',
      endedAt: '2026-11-23T10:01:00.000Z',
      handledBy: ['101', '102'],
    };
    write.upsertCall(call('c1', ended));
    const said = { note: '', outcome: null, originId: null, authorId: null };
    const row = { id: 'c1', kind: 'call', ...said, ...call('c1', ended) };
    expect(read.lastForContact('person-1', 5)).toEqual([row]);
    expect(await createInteractionStore(crm.handle, ids).lastForContact('person-1', 5)).toEqual([
      row,
    ]);
  });

  test('comes newest first, as many as asked for', () => {
    for (const hour of [11, 9, 12, 10]) {
      write.upsertCall(
        call(`c${hour}`, { startedAt: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z` }),
      );
    }
    expect(read.lastForContact('person-1', 3).map(({ callId }) => callId)).toEqual([
      'c12',
      'c11',
      'c10',
    ]);
    expect(read.lastForContact('person-2', 3)).toEqual([]);
  });

  test('is written in the caller’s transaction, and gone with it', () => {
    expect(() =>
      transaction(crm.handle, () => {
        write.upsertCall(call('c1'));
        throw new Error('log full');
      }),
    ).toThrow('log full');
    expect(read.contactOf('c1')).toBeNull();
  });

  test('of a contact deleted meanwhile is kept, as nobody’s', () => {
    write.upsertCall(call('c1'));
    crm.handle.sqlite.exec("DELETE FROM contacts WHERE id = 'person-1'");
    write.upsertCall(call('c1', { result: 'answered' }));
    write.upsertCall(call('c2', { contactId: 'never-was' }));
    expect(read.contactOf('c1')).toEqual({ contactId: null, chosen: false });
    expect(read.contactOf('c2')).toEqual({ contactId: null, chosen: false });
  });
});

describe('what an operator said stays', () => {
  test('the note', async () => {
    expect(write.setNote('c1', 'too early')).toBe(false);
    write.upsertCall(call('c1'));
    expect(write.setNote('c1', 'Перезвонить в 15:00')).toBe(true);
    write.upsertCall(call('c1', { result: 'answered' }));
    expect(read.saidOf('c1').note).toBe('Перезвонить в 15:00');
    expect(read.saidOf('no-such-call').note).toBe('');
  });

  test('what came of it, until that is taken back', () => {
    expect(write.setOutcome('c1', 'sale')).toBe(false);
    write.upsertCall(call('c1'));
    expect(write.setOutcome('c1', 'sale')).toBe(true);
    write.upsertCall(call('c1', { result: 'answered' }));
    expect(read.saidOf('c1')).toEqual({ note: '', outcome: 'sale' });
    expect(read.lastForContact('person-1', 1)).toMatchObject([{ outcome: 'sale' }]);
    write.setOutcome('c1', null);
    expect(read.saidOf('c1').outcome).toBeNull();
  });

  test('the contact; until then the look-up’s last word counts', () => {
    write.upsertCall(call('c1', { contactId: null }));
    write.upsertCall(call('c1', { contactId: 'person-2' }));
    expect(read.contactOf('c1')).toEqual({ contactId: 'person-2', chosen: false });
    expect(write.setContact('c1', 'person-3')).toBe(true);
    write.upsertCall(call('c1', { contactId: 'person-2' }));
    expect(read.contactOf('c1')).toEqual({ contactId: 'person-3', chosen: true });
  });

  test('“nobody of these” too', () => {
    write.upsertCall(call('c1'));
    write.setContact('c1', null);
    write.upsertCall(call('c1'));
    expect(read.contactOf('c1')).toEqual({ contactId: null, chosen: true });
  });

  test('a contact or call that is not there cannot be chosen', () => {
    write.upsertCall(call('c1'));
    expect(write.setContact('c1', 'nobody')).toBe(false);
    expect(write.setContact('c9', 'person-1')).toBe(false);
    expect(read.contactOf('c1')).toEqual({ contactId: 'person-1', chosen: false });
  });
});

describe('a call that merged into another', () => {
  beforeEach(() => {
    write.upsertCall(call('kept', { contactId: 'person-1' }));
    write.upsertCall(call('gone', { contactId: 'person-2' }));
  });

  test('leaves the timeline', () => {
    write.removeCall('gone');
    expect(read.contactOf('gone')).toBeNull();
    expect(read.lastForContact('person-2', 5)).toEqual([]);
  });

  test('hands on its note and its chosen contact', () => {
    write.setNote('gone', 'про счёт');
    write.setContact('gone', 'person-3');
    write.removeCall('gone', 'kept');
    expect(read.saidOf('kept').note).toBe('про счёт');
    expect(read.contactOf('kept')).toEqual({ contactId: 'person-3', chosen: true });
  });

  test('adds its note to one that is there, and does not override a choice', () => {
    write.setNote('kept', 'первая');
    write.setContact('kept', 'person-4');
    write.setNote('gone', 'вторая');
    write.setContact('gone', 'person-3');
    write.removeCall('gone', 'kept');
    expect(read.saidOf('kept').note).toBe('первая\nвторая');
    expect(read.contactOf('kept')).toEqual({ contactId: 'person-4', chosen: true });
  });

  test('hands on what came of it where nothing was said', () => {
    write.setOutcome('gone', 'sale');
    write.removeCall('gone', 'kept');
    expect(read.saidOf('kept').outcome).toBe('sale');
  });

  test('does not vanish into itself', () => {
    write.removeCall('kept', 'kept');
    expect(read.contactOf('kept')).not.toBeNull();
  });
});

test('what people write stands in the timeline, of a contact that is there', async () => {
  write.upsertCall(call('c1'));
  const store = createInteractionStore(crm.handle, ids);
  const meeting = { kind: 'meeting', contactId: 'person-1', note: ' в офисе ' } as const;
  expect(await store.add({ ...meeting, originId: 'c1' }, { userId: 'vera' })).toMatchObject({
    kind: 'meeting',
    note: 'в офисе',
    originId: 'c1',
    authorId: 'vera',
    callId: null,
    startedAt: '2026-11-23T12:00:00.000Z',
  });
  expect(read.lastForContact('person-1', 5).map(({ kind }) => kind)).toEqual(['meeting', 'call']);
  expect(await store.add({ ...meeting, contactId: 'none' }, { userId: 'vera' })).toBeNull();
});

test('no statement of the timeline in the path of a call scans or sorts', () => {
  const plans = plansOf(crm.handle, () => {
    interactionReader(crm.handle);
    interactionWriter(crm.handle);
  });
  expect(plans).toHaveLength(12);
  expect(slowSteps(plans)).toEqual([]);
});
