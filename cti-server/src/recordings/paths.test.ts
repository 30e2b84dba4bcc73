import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aCall } from '../../../fixtures/temp-log.ts';
import { candidatePaths, recordingsByTemplate } from './paths.ts';

describe('where a recording may lie below its folder', () => {
  test('the PBX tells a path of its own: its end counts, the longest first', () => {
    expect(candidatePaths('/var/spool/asterisk/monitor/2026/11/23/a.wav')).toEqual([
      'monitor/2026/11/23/a.wav',
      '2026/11/23/a.wav',
      '11/23/a.wav',
      '23/a.wav',
      'a.wav',
    ]);
  });

  test('a name without an extension stands for any kind of sound', () => {
    expect(candidatePaths('in-101')).toEqual(['in-101.wav', 'in-101.mp3', 'in-101.ogg', 'in-101.gsm']);
  });

  test('F05 no text leads up or away', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '.', '/', '\\', '\0', '%2f', '.wav') });
    fc.assert(
      fc.property(text, (recording) => {
        for (const path of candidatePaths(recording)) {
          expect(path).not.toMatch(/^\/|(^|\/)\.\.?(\/|$)|\0|\\/);
        }
      }),
    );
  });
});

describe('a recording by the template of the settings', () => {
  const call = aCall({
    startedAt: new Date(2026, 10, 3, 9, 5, 7).toISOString(),
    answeredAt: new Date(2026, 10, 3, 9, 5, 9).toISOString(),
    recording: null,
    linkedIds: ['1795459058.115'],
    externalNumber: '79161234567',
    did: '74950000001',
    handledBy: ['101'],
  });

  const filesOf = (...asked: Parameters<typeof recordingsByTemplate>) =>
    recordingsByTemplate(...asked).map(({ file }) => file);

  test.each([
    ['{yyyy}/{mm}/{dd}/{id}.wav', '2026/11/03/1795459058.115.wav'],
    ['{hh}{mi}{ss}-{extension}-{number}.mp3', '090507-101-79161234567.mp3'],
    ['{did}/{id}.wav', '74950000001/1795459058.115.wav'],
  ])('%s', (template, path) => {
    expect(filesOf(template, call)).toEqual([path]);
  });

  test('nobody was recorded: none', () => {
    expect(filesOf('{id}.wav', { ...call, answeredAt: null })).toEqual([]);
  });

  test('what the call lacks, or what would make folders: none', () => {
    expect(filesOf('{file}', call)).toEqual([]);
    expect(filesOf('{number}.wav', { ...call, externalNumber: '../../x' })).toEqual([]);
  });
  test('C25 of several those whose name it asks for; of a name of the call alone there is one', () => {
    const at = { startedAt: null, endedAt: null };
    const recordings = [
      { n: 1, file: '/m/a.wav', ...at },
      { n: 2, file: '/m/b.wav', ...at },
    ];
    const twice = { ...call, recording: '/m/a.wav', recordings };
    expect(recordingsByTemplate('{did}/{file}', twice)).toEqual([
      { n: 1, file: '74950000001/a.wav', ...at },
      { n: 2, file: '74950000001/b.wav', ...at },
    ]);
    expect(filesOf('{id}.wav', twice)).toEqual(['1795459058.115.wav']);
  });
});
