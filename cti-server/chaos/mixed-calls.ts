import type { RunningAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import {
  callFrom,
  callIn,
  carrier,
  deskPhone,
  type PhoneHandle,
} from '../../fixtures/asterisk/phones.ts';
import type { CallView } from '../src/contract/index.ts';

/** What the generator knows of a call that it made: a number of its own, and what must have come of it. */
export interface LedgerLine {
  readonly number: string;
  readonly kind: string;
  readonly expected: Partial<CallView>;
}

type Kind = (pbx: RunningAsterisk, number: string) => Promise<unknown>;

/** Phone 106 answers, 107 is busy, 108 rings for ever; 109 places calls. */
const KINDS: readonly { kind: string; make: Kind; expected: Partial<CallView> }[] = [
  {
    kind: 'answered, the customer hangs up',
    make: (pbx, callerNumber) =>
      over(callIn(pbx, { did: '74950000106', callerNumber, talkMs: 1_500, media: 'none' })),
    expected: { direction: 'inbound', disposition: 'answered', handledBy: ['106'] },
  },
  {
    kind: 'abandoned while it rings',
    make: (pbx, callerNumber) =>
      over(callIn(pbx, { did: '74950000108', callerNumber, cancelAfterMs: 1_200, media: 'none' })),
    expected: { direction: 'inbound', disposition: 'abandoned', handledBy: [] },
  },
  {
    kind: 'busy',
    make: (pbx, callerNumber) =>
      over(callIn(pbx, { did: '74950000107', callerNumber, media: 'none' })),
    expected: { direction: 'inbound', disposition: 'busy', handledBy: [] },
  },
  {
    kind: 'in the IVR, given up',
    make: (pbx, callerNumber) =>
      over(callIn(pbx, { did: '74950000005', callerNumber, talkMs: 1_000, media: 'none' })),
    expected: { direction: 'inbound', disposition: 'abandoned', handledBy: [] },
  },
  {
    kind: 'outbound, answered',
    make: (pbx, number) =>
      over(callFrom(pbx, { extension: '109', number: `9${number}`, talkMs: 1_500, media: 'none' })),
    expected: { direction: 'outbound', disposition: 'answered', handledBy: ['109'] },
  },
];

async function over(call: ReturnType<typeof callIn>): Promise<unknown> {
  return (await call).finished;
}

/** The phones that the calls need; gives the way to take them off the PBX. */
export async function openPhones(pbx: RunningAsterisk): Promise<() => Promise<void>> {
  const phones: PhoneHandle[] = [
    await deskPhone(pbx, { extension: '106', behaviour: 'answer', ringMs: 400 }),
    await deskPhone(pbx, { extension: '107', behaviour: 'busy' }),
    await deskPhone(pbx, { extension: '108', behaviour: 'ring' }),
    await deskPhone(pbx, { extension: '109', behaviour: 'ring' }),
    await carrier(pbx, { behaviour: 'answer', ringMs: 400 }),
  ];
  return async () => {
    for (const phone of phones) await phone.stop();
  };
}

/** Makes `count` calls of all kinds in turn, `perSecond` begun each second, each with a number of its own; gives the ledger when all are over. */
export async function makeCalls(
  pbx: RunningAsterisk,
  { count, perSecond }: { count: number; perSecond: number },
): Promise<LedgerLine[]> {
  const ledger: LedgerLine[] = [];
  const going = new Set<Promise<unknown>>();
  const began = performance.now();
  for (let n = 0; n < count; n += 1) {
    const due = began + (n * 1_000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const one = KINDS[n % KINDS.length] ?? KINDS[0];
    if (!one) break;
    const number = `7999${String(n).padStart(7, '0')}`;
    ledger.push({ number, kind: one.kind, expected: one.expected });
    const call = one.make(pbx, number).finally(() => going.delete(call));
    going.add(call);
  }
  await Promise.all(going);
  return ledger;
}

/** What is not in the log as the ledger says; empty when all is. */
export function compareWithLedger(
  ledger: readonly LedgerLine[],
  calls: readonly CallView[],
): { lost: string[]; doubled: string[]; wrong: string[] } {
  const byNumber = Map.groupBy(calls, ({ externalNumber }) => externalNumber ?? '');
  const lost: string[] = [];
  const doubled: string[] = [];
  const wrong: string[] = [];
  for (const { number, kind, expected } of ledger) {
    const [call, ...more] = byNumber.get(number) ?? [];
    if (!call) lost.push(`${number} (${kind})`);
    else if (more.length > 0) doubled.push(`${number} (${kind})`);
    else {
      for (const [field, value] of Object.entries(expected)) {
        const found = call[field as keyof CallView];
        if (JSON.stringify(found) !== JSON.stringify(value)) {
          const why = call.reason === null ? '' : `, ${call.reason}`;
          wrong.push(`${number} (${kind}): ${field} is ${JSON.stringify(found)}${why}`);
        }
      }
    }
  }
  return { lost, doubled, wrong };
}
