import type { CallView, CardSettings } from '@perezvon/cti-server/contract';
import { describe, expect, test } from 'vitest';
import { answeredCall, call, placedCall, ringingCall } from '../../e2e/sample-calls.ts';
import { inOrder, popWhen, shownAs } from './pop-rule.ts';

const pops: CardSettings['pops'] = {
  standard: 'ring',
  queues: [{ queue: 'sales', when: 'answer' }],
  users: [{ userId: 'vera', when: 'background' }],
};

test('a rule of a person goes before one of a queue, that before the standard', () => {
  expect(popWhen(pops, { userId: 'olga', queue: null })).toBe('ring');
  expect(popWhen(pops, { userId: 'olga', queue: 'other' })).toBe('ring');
  expect(popWhen(pops, { userId: 'olga', queue: 'sales' })).toBe('answer');
  expect(popWhen(pops, { userId: 'vera', queue: 'sales' })).toBe('background');
});

describe('how a call is shown', () => {
  const rings = ringingCall('a');
  const shown = (one: CallView, when: 'ring' | 'answer' | 'background', opened = false) =>
    shownAs(one, { when, extension: '201', opened });

  test('at the ring, or at the answer and after it', () => {
    expect(shown(rings, 'ring')).toBe('card');
    expect(shown(rings, 'answer')).toBe('none');
    expect(shown(answeredCall(rings), 'answer')).toBe('card');
    expect(shown(call('b'), 'answer')).toBe('card');
  });

  test('in the background a line, until it is opened', () => {
    expect(shown(rings, 'background')).toBe('line');
    expect(shown(answeredCall(rings), 'background')).toBe('line');
    expect(shown(rings, 'background', true)).toBe('card');
  });

  test('what the reader placed is a card whatever the rule', () => {
    expect([shown(placedCall('c'), 'answer'), shown(placedCall('c'), 'background')]).toEqual([
      'card',
      'card',
    ]);
  });
});

test('who rings lies on top, then who is spoken with; of the others the newest', () => {
  const order = (['ended', 'held', 'talking', 'ringing', 'held'] as const).map((state, id) => ({
    id,
    state,
  }));
  expect(inOrder(order).map(({ id }) => id)).toEqual([3, 2, 0, 1, 4]);
});
