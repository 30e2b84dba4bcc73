import type { LoggedCall } from '../call-log/entry.ts';
import type { Numbering } from '../calls/direction.ts';
import { explain } from '../calls/explain.ts';
import { captureLines, type Pop } from '../captures/capture.ts';
import type { CaptureKeeper } from '../captures/keeper.ts';
import {
  type Explanation,
  type IgnoredReason,
  isPhoneOf,
  type Statement,
  type User,
} from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { PbxConnector } from '../pbx/connector.ts';

/** Why calls are in the log as they are, and what the PBX said of them. */
export interface Explanations {
  of(call: LoggedCall): Promise<Explanation>;
  /** The call's events as a capture that `replay` reads; null where none are kept. */
  capture(callId: string, options: { masked: boolean }): Promise<string | null>;
}

/** What reads a PBX's messages again, and numbers by its settings. */
export interface ExplainRoad {
  readonly connector: Pick<PbxConnector, 'read'>;
  readonly numbering: Numbering;
}

/** Explanations are made when asked for, by the model itself, from the events that were kept. */
export function createExplanations(parts: {
  captures: Pick<CaptureKeeper, 'get'>;
  roadOf: (pbx: string) => ExplainRoad | null;
  users: () => Promise<readonly User[]>;
}): Explanations {
  const { captures, roadOf, users } = parts;
  return {
    async of(call) {
      const { pbx, record } = call;
      const capture = await captures.get(record.id);
      const road = roadOf(pbx);
      const events = capture && road ? road.connector.read(capture.messages) : [];
      const told = road
        ? explain(events, { pbx, numbering: road.numbering })
        : { events: new Map(), ignored: new Map<IgnoredReason, number>() };
      const all = await users();
      return {
        callId: record.id,
        events: [...(told.events.get(record.id) ?? [])],
        ignored: [...told.ignored].map(([reason, count]) => ({ reason, count })),
        unseen: whyUnseen(call),
        caller: whyCaller(call),
        pops: (capture?.pops ?? []).map((pop) => ({
          at: iso(pop.at),
          statement: whyPop(
            pop,
            all.find((user) => isPhoneOf(user, { pbx, extension: pop.extension })),
          ),
        })),
        captured: capture !== null,
        cut: capture?.cut ?? false,
      };
    },
    async capture(callId, options) {
      const capture = await captures.get(callId);
      return capture && captureLines(capture, options);
    },
  };
}

/** By the reason that the record bears. */
const UNSEEN_RULES = new Map([
  ['from-cdr', 'R1'],
  ['end-from-cdr', 'R2'],
  ['completed-from-cdr', 'R2'],
  ['end-not-seen', 'L7'],
  ['pbx-restarted', 'C12'],
]);

function whyUnseen({ record, complete }: LoggedCall): Statement | null {
  const { reason } = record;
  const rule = reason === null ? undefined : UNSEEN_RULES.get(reason);
  if (rule !== undefined) return { key: `unseen.${reason}`, rule, values: {} };
  return complete ? null : { key: 'unseen.joined', rule: 'C11', values: {} };
}

function whyCaller({ caller, record }: LoggedCall): Statement {
  const number = record.e164 ?? record.externalNumber ?? '';
  switch (caller.kind) {
    case 'known': {
      const { name } = caller.contact;
      return caller.chosen
        ? { key: 'caller.chosen', rule: 'I3', values: { name } }
        : { key: 'caller.known', rule: 'I2', values: { name, number } };
    }
    case 'ambiguous': {
      const names = caller.contacts.map(({ name }) => name).join(', ');
      return { key: 'caller.ambiguous', rule: 'I3', values: { names, number } };
    }
    case 'unknown':
      return record.e164 === null
        ? { key: 'caller.no-number', rule: 'I4', values: { number } }
        : { key: 'caller.unknown', rule: 'I4', values: { number } };
    case 'withheld':
    case 'internal':
    case 'erased':
      return { key: `caller.${caller.kind}`, rule: 'I1', values: {} };
    case 'pending':
      return { key: 'caller.pending', rule: 'I5', values: {} };
  }
}

/** `owner`: whose extension it is today. */
function whyPop(pop: Pop, owner: User | undefined): Statement {
  const { extension } = pop;
  const name = pop.name ?? owner?.name;
  if (name === undefined) return { key: 'pop.nobody', rule: 'W5', values: { extension } };
  return { key: `pop.${pop.kind}`, rule: 'W5', values: { extension, name } };
}
