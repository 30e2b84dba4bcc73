import { STANDARD_OUTCOMES, type VersionedCardSettings } from '@perezvon/cti-server/contract';
import { expect, test } from 'vitest';
import { formOf, joinedSettings, sentOf } from './settings-form.ts';

const settings: VersionedCardSettings = {
  outcomes: STANDARD_OUTCOMES.slice(0, 2),
  wrapUpSec: null,
  currency: 'RUB',
  pops: { standard: 'ring', queues: [{ queue: 'sales', when: 'answer' }], users: [] },
  version: 'v',
};
const opened = formOf(settings);

test('what was read is what is sent, but for its version', () => {
  const { version: _, ...sent } = settings;
  expect(sentOf(opened)).toEqual(sent);
});

test('of two who add an outcome each and change the rules of two queues all is there', () => {
  const outcome = (code: string) => ({ code, name: code, flags: [], retired: false });
  const queue = (name: string) => ({ queue: name, when: 'ring' as const });
  const mine = {
    ...opened,
    outcomes: [...opened.outcomes, outcome('mine')],
    queues: [queue('sales')],
  };
  const theirs = {
    ...opened,
    wrapUpSec: 30,
    outcomes: [...opened.outcomes, outcome('theirs')],
    queues: [...opened.queues, queue('help')],
  };
  const { outcomes, queues, wrapUpSec } = joinedSettings({ opened, mine, theirs });
  expect(outcomes.map(({ code }) => code)).toEqual([
    ...opened.outcomes.map(({ code }) => code),
    'theirs',
    'mine',
  ]);
  expect([queues, wrapUpSec]).toEqual([[queue('sales'), queue('help')], 30]);
});
