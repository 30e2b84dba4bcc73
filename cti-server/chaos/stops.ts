import { stopRound } from '../../fixtures/stop-round.ts';
import type { RowOptions } from './row.ts';

const ROUNDS = 50;

/** E01: 50 stops in the middle of work by each signal, at one address and at both loopback ones. */
export async function stops({ calls }: RowOptions): Promise<boolean> {
  const rounds = calls ?? ROUNDS;
  let met = true;
  for (const both of [false, true]) {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const took: number[] = [];
      const wrong: string[] = [];
      for (let n = 0; n < rounds; n += 1) {
        const round = await stopRound({ signal, both });
        took.push(round.tookMs);
        const { exit, lost, contacts, answers, closeCodes } = round;
        if (exit !== 0 || round.tookMs > 5_000) wrong.push(`exit ${exit} after ${round.tookMs} ms`);
        if (lost.length > 0 || contacts !== 20)
          wrong.push(`lost: ${lost.join(' ')}, ${contacts} contacts`);
        const bad = [
          ...answers.filter((one) => one !== 201),
          ...closeCodes.filter((one) => one !== 1001),
        ];
        if (bad.length > 0) wrong.push(`answers, closes: ${bad.join(' ')}`);
      }
      const longest = Math.round(Math.max(...took));
      const where = both ? '127.0.0.1 and ::1' : 'one address';
      console.log(
        `${signal} at ${where}: ${rounds} stops, ${wrong.length} wrong, longest ${longest} ms`,
      );
      for (const one of wrong) console.log(`  ${one}`);
      met &&= wrong.length === 0;
    }
  }
  return met;
}
