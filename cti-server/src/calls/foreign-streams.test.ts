import { expect, test } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import { FOREIGN_STREAMS } from '../../../fixtures/foreign-streams/index.ts';
import { inShort } from '../../../fixtures/foreign-streams/stream.ts';
import { replayCalls } from '../replay/replay-calls.ts';

test.each(FOREIGN_STREAMS)('$rule $name', ({ entries, calls, trunks }) => {
  const found = replayCalls(entries, { ...REPLAY_SETTINGS, trunks });
  expect(found.map(inShort)).toMatchObject(calls);
  for (const { state, endedAt } of found) expect(state === 'ended').toBe(endedAt !== null);
});
