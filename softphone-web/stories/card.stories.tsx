import type { CallView } from '@perezvon/cti-server/contract';
import {
  ago,
  ANNA,
  ANNAS_PAST,
  answeredCall,
  person,
  placedCall,
  ringingCall,
} from '../e2e/sample-calls.ts';
import { CARD_SETTINGS } from '../e2e/sample-firm.ts';
import { ANNAS_CARD } from '../e2e/sample-work.ts';
import { CardColumn } from '../src/cards/CardColumn.tsx';
import type { Stories, Story } from './story.ts';

const acts = { close: noAct, keep: noAct, open: noAct, fold: noAct };
function noAct(): void {}

const known = { kind: 'known', contact: ANNA, chosen: false } as const;
const annas = (part: Partial<CallView> = {}) =>
  ringingCall('live', {
    caller: known,
    history: ANNAS_PAST,
    didLabel: 'Отдел продаж',
    queue: 'sales',
    ...part,
  });
const over = (call: CallView, part: Partial<CallView> = {}): CallView => ({
  ...call,
  state: 'ended',
  disposition: 'answered',
  endedAt: ago(0),
  talkMs: 61_000,
  legs: call.legs.map((leg) => ({ ...leg, endedAt: ago(0), result: 'answered' as const })),
  ...part,
});

/** A card of one call, whole unless said otherwise. */
function card(
  call: CallView,
  says: readonly string[],
  how: Partial<{
    shrunk: boolean;
    quiet: boolean;
    folded: boolean;
    card: unknown;
    wrapUpSec: number;
  }> = {},
): Story {
  const { card: beside = { contact: null, deals: [], tasks: [], people: [] } } = how;
  return {
    says,
    answers: {
      ...(beside === null ? {} : { [`/api/calls/${call.id}/card`]: beside }),
      ...(how.wrapUpSec ? { '/api/card-settings': { ...CARD_SETTINGS, ...how } } : {}),
    },
    show: () => (
      <CardColumn
        cards={[call]}
        shrunk={how.shrunk ? [call.id] : []}
        quiet={how.quiet ? [call.id] : []}
        folded={how.folded ?? false}
        acts={acts}
        onDesk
        before={null}
      />
    ),
  };
}

const withheld = { caller: { kind: 'withheld' }, externalNumber: null, e164: null } as const;
const transfer = { type: 'blind', from: '202', to: '201', at: ago(1), result: 'answered' } as const;

export default {
  none: {
    says: ['Сейчас звонка нет'],
    show: () => (
      <CardColumn
        cards={[]}
        shrunk={[]}
        quiet={[]}
        folded={false}
        acts={acts}
        onDesk
        before={null}
      />
    ),
  },
  'ringing, known': card(annas(), [ANNA.name, 'Отдел продаж', '8 (916) 123-45-67', 'Заметка']),
  'ringing, unknown': card(ringingCall('live', { externalName: 'Анна К.' }), ['Создать контакт']),
  'ringing, one of several': card(
    ringingCall('live', {
      caller: { kind: 'ambiguous', contacts: [person('Игорь Павлов'), person('Ирина Павлова')] },
    }),
    ['Игорь Павлов', 'Ирина Павлова'],
  ),
  'ringing, sought': card(ringingCall('live', { caller: { kind: 'pending' } }), [
    '8 (916) 123-45-67',
  ]),
  'ringing, withheld': card(ringingCall('live', withheld), ['Номер скрыт']),
  'ringing, a colleague': card(
    ringingCall('live', {
      direction: 'internal',
      caller: { kind: 'internal' },
      from: '202',
      dialled: '201',
      externalNumber: null,
      e164: null,
      did: null,
    }),
    ['202'],
  ),
  'placed by us': card(placedCall('live'), ['8 (903) 111-22-33']),
  'talking, with work': card(
    answeredCall(annas()),
    ['Ведёт: Вера Ильина', 'VIP', 'Поставка на склад', 'Итог разговора', 'Задача'],
    { card: ANNAS_CARD },
  ),
  'talking, transferred with a note': card(
    answeredCall(annas({ transfers: [transfer], note: 'Спросить про скидку' })),
    ['202'],
    { card: ANNAS_CARD },
  ),
  'talking, work not to be had': card(answeredCall(annas()), ['Не удалось загрузить'], {
    card: null,
  }),
  'on hold': card({ ...answeredCall(annas()), state: 'held' }, [ANNA.name, 'На удержании']),
  'seen in part': card(answeredCall(annas({ complete: false })), [ANNA.name]),
  'over, to be written up': card(over(answeredCall(annas())), ['Итог разговора', 'Закрыть']),
  'over, the wrap-up runs': card(
    over(answeredCall(annas())),
    ['После звонка', 'Осталось', 'Итог разговора'],
    { wrapUpSec: 60 },
  ),
  'over, erased person': card(
    over(answeredCall(annas({ ...withheld, caller: { kind: 'erased' }, history: [] }))),
    ['Итог разговора'],
  ),
  'missed, a line': card(
    over(annas(), { disposition: 'abandoned', answeredAt: null, talkMs: 0 }),
    [ANNA.name],
    { shrunk: true },
  ),
  'in the background, a line': card(annas(), [ANNA.name], { quiet: true }),
} satisfies Stories;
