import type { Health, PbxStatus, Problem } from '@perezvon/cti-server/contract';
import type { Text } from './en.ts';
import type { Speech } from './language.tsx';

/**
 * A problem in the reader's words: the page's own for codes it knows, else the server's sentence and
 * cure, each once: a server may put the cure into `detail` as well.
 */
export function problemSentence(
  t: Text,
  problem: Pick<Problem, 'code' | 'detail' | 'cure'>,
): string {
  const { detail, cure } = problem;
  return (
    t.problems[problem.code] ?? (!cure || detail.includes(cure) ? detail : `${detail} ${cure}`)
  );
}

/** Why a PBX connection does not work and what cures it; null when it works or nothing is known. */
export function pbxSentence(t: Text, status: PbxStatus): string | null {
  if (status.state === 'up') return null;
  const known = status.problem ? t.problems[status.problem] : undefined;
  return known ?? status.detail;
}

/** What is wrong with a part of the server and what cures it; empty when it works. */
export function partSentences(
  { t, language }: Pick<Speech, 't' | 'language'>,
  part: Health['parts'][number],
): readonly string[] {
  const { problem, detail, cure } = part;
  if (problem?.reason) return [problem.reason[language]];
  const own = problem && t.health.problems[problem.code]?.(problem.values);
  const link = problem && t.problems[problem.code];
  return (own ?? [link ?? detail, link ? null : cure]).flatMap((words) => words || []);
}

/** Anything that went wrong, in a sentence. */
export function failureSentence(t: Text, error: unknown): string {
  if (isProblem(error)) return problemSentence(t, error);
  return t.problems['page'] ?? String(error);
}

function isProblem(error: unknown): error is Pick<Problem, 'code' | 'detail' | 'cure'> {
  return error instanceof Error && 'code' in error && 'detail' in error;
}
