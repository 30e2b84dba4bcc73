import { expect, test } from 'vitest';
import { FOREIGN_STREAMS } from '../../../fixtures/foreign-streams/index.ts';
import { inShort } from '../../../fixtures/foreign-streams/stream.ts';
import { type ReplaySettings, replayCalls } from '../replay/replay-calls.ts';

const settings: ReplaySettings = {
  extensions: /^\d{2,6}$/,
  trunks: null,
  prefix: '9',
  country: 'RU',
  epoch: 0,
};

test.each(FOREIGN_STREAMS)('$rule $name', ({ entries, calls, trunks }) => {
  const found = replayCalls(entries, { ...settings, trunks });
  expect(found.map(inShort)).toMatchObject(calls);
  for (const { state, endedAt } of found) expect(state === 'ended').toBe(endedAt !== null);
});
