import type { Deal, Task } from '@perezvon/crm-core/model';
import type { CardView } from '@perezvon/cti-server/contract';
import { ANNA, ago } from './sample-calls.ts';

/** A deal with Anna. */
export function deal(id: string, part: Partial<Deal> = {}): Deal {
  return {
    id,
    title: 'Поставка на склад',
    amount: 125_050_00,
    currency: 'RUB',
    stage: 'offer',
    ownerId: 'u1',
    contactId: ANNA.id,
    contactName: ANNA.name,
    originId: null,
    createdAt: ago(9_000),
    closedAt: null,
    lostReason: '',
    ...part,
  };
}

/** Something to be done for Anna. */
export function task(id: string, part: Partial<Task> = {}): Task {
  return {
    id,
    kind: 'task',
    what: 'Выслать счёт',
    dueAt: ago(60),
    ownerId: 'u1',
    createdBy: 'u1',
    contactId: ANNA.id,
    contactName: ANNA.name,
    number: null,
    originId: null,
    createdAt: ago(900),
    doneAt: null,
    ...part,
  };
}

/** What is known of Anna beside her call. */
export const ANNAS_CARD: CardView = {
  contact: {
    id: ANNA.id,
    tags: ['VIP', 'опт'],
    ownerName: 'Вера Ильина',
    email: '',
    note: '',
    numbers: [
      { e164: '+79161234567', written: '8 916 123-45-67' },
      { e164: '+74951234567', written: '8 495 123-45-67' },
    ],
  },
  deals: [deal('d1')],
  tasks: [
    task('t1'),
    task('t2', {
      kind: 'call-back',
      what: 'Перезвонить',
      number: '+74951234567',
      dueAt: ago(-1_440),
    }),
  ],
  people: [{ extension: '202', name: 'Вера Ильина' }],
};
