import type { Colleague, Queue } from '@perezvon/cti-server/contract';
import { ago } from './sample-calls.ts';

/** A colleague at the PBX of the stage. */
export function colleague(extension: string, part: Partial<Colleague> = {}): Colleague {
  return {
    pbx: 'main',
    extension,
    userId: `u${extension}`,
    name: '',
    state: 'available',
    since: ago(3),
    signedIn: true,
    doNotDisturb: false,
    pause: null,
    queues: [],
    ...part,
  };
}

/** A queue at the PBX of the stage. */
export function queue(name: string, part: Partial<Queue> = {}): Queue {
  return {
    pbx: 'main',
    name,
    label: null,
    waiting: 0,
    longestSince: null,
    members: [],
    ...part,
  };
}

const taking = (extension: string) => ({ extension, name: '', pause: null, fixed: true });

/** Colleagues in every state, and two queues; the reader is in one of them. */
export function samplePresence(): { colleagues: Colleague[]; queues: Queue[] } {
  const pause = { since: ago(12), reason: 'Обед' };
  return {
    colleagues: [
      colleague('201', { userId: 'u1', name: 'Ольга Смирнова', queues: ['продажи'] }),
      colleague('202', { name: 'Вера Петрова', state: 'talking', queues: ['продажи'] }),
      colleague('203', { name: 'Семён Кац', state: 'ringing' }),
      colleague('204', { name: 'Пётр Очень-Длинная-Фамилия-Константинопольский', pause }),
      colleague('205', { name: 'Анна Лунина', state: 'offline', signedIn: false }),
      colleague('206', { name: 'Глеб Ильин', state: 'held' }),
      colleague('207', { userId: null, state: 'busy', signedIn: false }),
    ],
    queues: [
      queue('продажи', {
        label: 'Отдел продаж',
        waiting: 2,
        longestSince: ago(2),
        members: [taking('201'), taking('202'), { ...taking('204'), pause }],
      }),
      queue('поддержка'),
    ],
  };
}
