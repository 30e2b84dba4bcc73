import { afterEach, beforeEach, expect, test } from 'vitest';
import { plansOf, slowSteps } from '../../../fixtures/sample-people/query-plans.ts';
import { createTempLog, type TempLog } from '../../../fixtures/temp-log.ts';
import { createEnqueue } from './outbox.ts';
import { createWebhookStore } from './store.ts';

let temp: TempLog;
beforeEach(() => {
  temp = createTempLog();
});
afterEach(() => temp.remove());

test('no statement grows with what is kept: each goes by an index; receivers are twenty at most', () => {
  const { handle } = temp;
  const plans = plansOf(handle, () => [createWebhookStore(handle), createEnqueue(handle)]);
  expect(plans.length).toBeGreaterThan(15);
  const ofMany = slowSteps(plans).filter((step) => !/^SCAN (?:webhooks|json_each)\b/.test(step));
  expect(ofMany).toEqual([]);
});
