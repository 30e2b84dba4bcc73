import type { Diagnosis } from '../../../contract/index.ts';
import { diagnosis } from '../../diagnosis.ts';
import type { AmiEvent } from '../ami-event.ts';
import type { AmiAction } from '../encode.ts';

/** What the PBX tells when somebody's place in a queue is set, also to what it was; of the class `agent`. */
export const PLACE_SET = 'QueueMemberPenalty';

/** What this check tries. */
export const QUEUES = { ru: 'Очереди и их события', en: 'Queues and their events' };
const CHECK = { name: 'queues', tried: QUEUES };

/**
 * An action that changes nothing and makes the PBX tell an event of the class `agent`: the first member's place in the
 * queue, set to what it is. Null where nobody is in a queue. `items`: the answer to `QueueStatus`.
 */
export function harmlessAction(items: readonly AmiEvent[]): AmiAction | null {
  for (const { name, fields } of items) {
    const { queue, location, penalty } = fields;
    if (name === 'QueueMember' && queue && location && penalty)
      return { action: 'QueuePenalty', queue, interface: location, penalty };
  }
  return null;
}

/** `heard`: whether the event came; a text: why it could not be tried; null: nobody is in a queue. */
export function queues(
  items: readonly AmiEvent[],
  heard: boolean | string | null,
  user: string,
): Diagnosis {
  const count = (name: string) => items.filter((item) => item.name === name).length;
  const [all, members] = [count('QueueParams'), count('QueueMember')];
  const found = {
    ru: `Очередей: ${all}, участников: ${members}.`,
    en: `Queues: ${all}, members: ${members}.`,
  };
  if (all === 0) return diagnosis(CHECK, 'ok', found);
  if (heard === true) {
    return diagnosis(CHECK, 'ok', {
      ru: `${found.ru} Их события приходят.`,
      en: `${found.en} Their events arrive.`,
    });
  }
  if (heard === null) {
    return diagnosis(CHECK, 'ok', {
      ru: `${found.ru} Приходят ли их события, станет видно, когда в очереди кто-нибудь будет.`,
      en: `${found.en} Whether their events arrive can be tried once somebody is in one.`,
    });
  }
  if (heard !== false) {
    return diagnosis(CHECK, 'skipped', {
      ru: `${found.ru} Приходят ли их события, проверить не удалось: ${heard}`,
      en: `${found.en} Whether their events arrive could not be tried: ${heard}`,
    });
  }
  return diagnosis(
    CHECK,
    'failed',
    {
      ru: `${found.ru} Их события (класс agent) не приходят: кто ждёт, кто вошёл и кто на паузе, видно не будет.`,
      en: `${found.en} Their events (class agent) do not arrive: who waits, who joined and who is paused will not be seen.`,
    },
    {
      cure: {
        ru: 'Добавьте agent в read пользователя AMI и уберите eventfilter, если он есть; затем manager reload.',
        en: 'Add agent to read of the AMI user, and take eventfilter out if there is one; then "manager reload".',
      },
      file: 'manager.conf',
      lines: [`[${user}]`, 'read = system,call,agent,dialplan'],
    },
  );
}
