import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { REPLAY_SETTINGS } from '../../../fixtures/replay-settings.ts';
import { inStatementWords } from '../contract/index.ts';
import { readCapture } from '../replay/capture.ts';
import { replayCalls, replayExplained } from '../replay/replay-calls.ts';

const folder = new URL('../pbx/asterisk-ami/recordings/', import.meta.url).pathname;
const names = globSync(`${folder}*.expected.json`)
  .map((file) => basename(file, '.expected.json'))
  .sort();
const rules = new Set(
  readFileSync(new URL('../../SPEC.md', import.meta.url), 'utf8')
    .match(/^\| [A-Z]\d+/gm)
    ?.map((rule) => rule.slice(2)),
);

test.each(names)('every call explains itself from its beginning to its end: %s', (name) => {
  const capture = readCapture(`${folder}${name}.jsonl`);
  const calls = replayCalls(capture, REPLAY_SETTINGS);
  const { events } = replayExplained(capture, REPLAY_SETTINGS);
  expect([...events.keys()].sort()).toEqual(calls.map(({ id }) => id).sort());
  for (const { id, disposition, rang } of calls) {
    const lines = events.get(id) ?? [];
    const concluded = lines.flatMap((line) => line.concluded);
    expect(concluded[0]).toMatchObject({ key: 'began', rule: 'C1' });
    expect(concluded).toContainEqual({ key: 'ended', rule: 'C7', values: { disposition } });
    for (const extension of rang) {
      expect(concluded).toContainEqual({ key: 'rings', rule: 'C4', values: { extension } });
    }
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort());
    for (const statement of lines.flatMap((line) => [line.said, ...line.concluded])) {
      for (const language of ['ru', 'en'] as const) {
        const words = inStatementWords(statement, language);
        expect(words).not.toContain(statement.key.includes('.') ? statement.key : '{');
      }
      if (statement.rule !== null) expect(rules).toContain(statement.rule);
    }
  }
});

test('an attended transfer in words, each conclusion with its rule', () => {
  const { events } = replayExplained(
    readCapture(`${folder}xfer-attended-refer-22.jsonl`),
    REPLAY_SETTINGS,
  );
  const lines = [...events.values()].flat().flatMap((line) => line.concluded);
  const words = lines.map((one) => inStatementWords(one, 'en'));
  expect(words).toEqual(
    expect.arrayContaining([
      'inbound: it began on trunk pstn (C3)',
      expect.stringMatching(/79161234567.* \(C21\)$/),
      expect.stringMatching(/\.wav.* \(C25\)$/),
      'the customer dialled 74950000003 (C21)',
      'talk: 101 and the customer hear each other (C2)',
      '101 asks 102 about it: a part of this call (C15)',
      'transfer 101 → 102 (C14)',
      'talk: 102 and the customer hear each other (C2)',
      'the customer hangs up (C8)',
      'hung up by the customer, Q.850 cause 16 (normal end) (C8)',
    ]),
  );
});
