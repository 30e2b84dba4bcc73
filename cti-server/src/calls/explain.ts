import {
  type CallRecord,
  type ExplainedEvent,
  type IgnoredReason,
  recordingsOf,
  type Statement,
} from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import type { PbxEvent } from '../pbx/event.ts';
import type { LiveCall, LiveChannel } from './call.ts';
import type { Numbering } from './direction.ts';
import { hangupOf } from './disposition.ts';
import { type CallModel, createCallModel } from './model.ts';
import { recordOf } from './record.ts';
import { reduce } from './reduce.ts';

/** What events say and what follows from them, call by call. */
export interface Explained {
  /** By the call's id; of calls that merged, under the one they are now. */
  readonly events: ReadonlyMap<string, readonly ExplainedEvent[]>;
  /** Events that changed nothing, by reason. */
  readonly ignored: ReadonlyMap<IgnoredReason, number>;
}

/** Runs events through the model once more and says after each what changed, and by which rule (SPEC.md). Pure. */
export function explain(
  events: readonly PbxEvent[],
  options: { pbx: string; numbering: Numbering },
): Explained {
  const model = createCallModel(options.pbx);
  const names = new Map<string, string>();
  const before = new Map<string, CallRecord>();
  const told = new Map<string, ExplainedEvent[]>();
  for (const event of events) {
    if (event.kind === 'channel') names.set(event.channel, event.name);
    const asked = askedBefore(model, event);
    reduce(model, event);
    const ending = endingBy(model, event, asked);
    if (ending) model.changed.add(ending);
    for (const call of model.changed) {
      const now = recordOf(call, options.numbering, event.at);
      const earlier = call.merged.flatMap((id) => told.get(id) ?? []);
      const concluded = [
        ...call.merged.map((id) => conclusion('joined', 'C1', { id })),
        ...changes(before.get(call.id), now, lineOf(call)),
        ...(call === ending ? [hangsUp(call, now)] : []),
        ...(call.complete ? [] : [conclusion('not-all-seen', 'C11')]),
      ];
      before.set(call.id, now);
      const lines = [...(told.get(call.id) ?? []), ...earlier];
      if (earlier.length > 0) lines.sort((a, b) => a.at.localeCompare(b.at));
      if (concluded.length > 0) {
        lines.push({
          at: iso(event.at),
          said: said(event, names),
          concluded: unsaid(concluded, lines),
        });
      }
      told.set(call.id, lines);
      for (const id of call.merged) told.delete(id);
      call.merged = [];
    }
    model.changed.clear();
  }
  return { events: told, ignored: model.ignored };
}

const askedBefore = ({ channels }: CallModel, event: PbxEvent): LiveChannel | null =>
  event.kind === 'hangup-request' ? (channels.get(event.channel)?.call.requestedBy ?? null) : null;

/** C8 The talk that this event's party was the first to end: nothing shows that until the PBX has ended it. */
function endingBy(
  { channels }: CallModel,
  event: PbxEvent,
  before: LiveChannel | null,
): LiveCall | null {
  if (event.kind !== 'hangup-request') return null;
  const channel = channels.get(event.channel);
  const call = channel?.call;
  const isFirst = channel !== before && call?.requestedBy === channel;
  return call && isFirst && call.isReal && call.answeredAt !== null ? call : null;
}

function hangsUp(call: LiveCall, { direction }: CallRecord): Statement {
  return conclusion('hangs-up', 'C8', { by: hangupOf(call, direction)?.by ?? null });
}

/** That not all was seen is said once. */
function unsaid(concluded: Statement[], lines: readonly ExplainedEvent[]): Statement[] {
  const isSaid = lines.some((line) => line.concluded.some(({ key }) => key === 'not-all-seen'));
  return isSaid ? concluded.filter(({ key }) => key !== 'not-all-seen') : concluded;
}

function conclusion(
  key: string,
  rule: string,
  values: Record<string, string | number | null> = {},
): Statement {
  const filled = Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [[name, String(value)] as const],
  );
  return { key, rule, values: Object.fromEntries(filled) };
}

/** The event in the words of the PBX: channels by their names. */
function said(event: PbxEvent, names: ReadonlyMap<string, string>): Statement {
  const id =
    'channel' in event
      ? event.channel
      : 'to' in event && event.kind !== 'transfer'
        ? event.to
        : event.kind === 'pickup'
          ? event.by
          : null;
  const values: Record<string, string> = {};
  if ('name' in event) values.channel = event.name;
  else if (typeof id === 'string') values.channel = names.get(id) ?? id;
  for (const name of ['status', 'use', 'queue', 'file', 'type', 'cause'] as const) {
    const value = (event as unknown as Record<string, unknown>)[name];
    if (typeof value === 'string' || typeof value === 'number') values[name] = String(value);
  }
  const isReasoned = event.kind === 'hangup-request' && event.cause !== null;
  return { key: `said.${event.kind}${isReasoned ? '-cause' : ''}`, rule: null, values };
}

/** What the record says now and did not before. */
function changes(
  before: CallRecord | undefined,
  now: CallRecord,
  line: string | null,
): Statement[] {
  return [
    ...beginning(before, now, line),
    ...people(before, now),
    ...moves(before, now),
    ...ending(before, now),
  ];
}

function beginning(
  before: CallRecord | undefined,
  now: CallRecord,
  line: string | null,
): Statement[] {
  const found: Statement[] = [];
  if (!before) found.push(conclusion('began', 'C1'));
  if (before?.direction !== now.direction) {
    found.push(conclusion(now.direction, 'C3', { line, number: now.externalNumber }));
  }
  if (now.externalNumber !== null && before?.externalNumber !== now.externalNumber) {
    found.push(conclusion('number', 'C21', { number: now.externalNumber }));
  }
  if (now.did !== null && before?.did !== now.did) {
    found.push(conclusion('did', 'C21', { number: now.did }));
  }
  if (now.queue !== null && before?.queue !== now.queue) {
    found.push(conclusion('queue', 'C4', { queue: now.queue }));
  }
  const known = new Set((before ? recordingsOf(before) : []).map(({ file }) => file));
  for (const { file } of recordingsOf(now)) {
    if (!known.has(file)) found.push(conclusion('recording', 'C25', { file }));
  }
  return found;
}

/** The trunk that a call came in by. */
function lineOf({ first }: LiveCall): string | null {
  return first.party.kind === 'trunk' ? first.party.name : null;
}

function people(before: CallRecord | undefined, now: CallRecord): Statement[] {
  const isNew = (list: 'rang' | 'handledBy') =>
    now[list].filter((extension) => !before?.[list].includes(extension));
  const found = isNew('rang').map((extension) => conclusion('rings', 'C4', { extension }));
  for (const [index, leg] of now.legs.entries()) {
    const earlier = before?.legs[index];
    const { party, result } = leg;
    if (leg.answeredAt !== null && (earlier?.answeredAt ?? null) === null) {
      found.push(conclusion('leg-answered', 'C6', { party }));
    }
    if (result !== null && result !== 'answered' && (earlier?.result ?? null) === null) {
      found.push(conclusion('leg-ended', 'C6', { party, result }));
    }
  }
  const spoke = isNew('handledBy').filter((extension) => extension !== now.from);
  if (now.answeredAt !== null && before?.answeredAt == null) {
    const extension = spoke[0] ?? now.from;
    found.push(conclusion('answered', 'C2', { extension }));
  } else if (now.answeredAt !== null) {
    found.push(...spoke.map((extension) => conclusion('answered', 'C2', { extension })));
  }
  return found;
}

function moves(before: CallRecord | undefined, now: CallRecord): Statement[] {
  const found: Statement[] = [];
  if (now.state === 'held' && before?.state !== 'held') found.push(conclusion('held', 'C10'));
  if (before?.state === 'held' && now.state === 'talking') found.push(conclusion('resumed', 'C10'));
  for (const [index, { type, from, to, result }] of now.transfers.entries()) {
    const earlier = before?.transfers[index];
    if (!earlier) {
      found.push(
        type === 'park'
          ? conclusion('park', 'C16', { from })
          : conclusion('transfer', 'C14', { from, to }),
      );
    } else if (result !== null && earlier.result !== result) {
      found.push(conclusion('transfer-result', 'C14', { to, result }));
    }
  }
  for (const { from, to } of now.consultations.slice(before?.consultations.length ?? 0)) {
    found.push(conclusion('consultation', 'C15', { from, to }));
  }
  const [pause, earlier] = [now.recordingPauses?.at(-1), before?.recordingPauses?.at(-1)];
  if (pause && pause.at !== earlier?.at) found.push(conclusion('recording-paused', 'C27'));
  if (pause?.until && !earlier?.until) found.push(conclusion('recording-goes-on', 'C27'));
  for (const { from, to } of now.forwarded.slice(before?.forwarded.length ?? 0)) {
    found.push(conclusion('forwarded', 'C18', { from, to }));
  }
  if (now.pickedUp && !before?.pickedUp) {
    found.push(conclusion('picked-up', 'C17', { by: now.pickedUp.by, from: now.pickedUp.from }));
  }
  const members = now.conference?.members.join(', ') ?? null;
  if (members !== null && members !== before?.conference?.members.join(', ')) {
    found.push(conclusion('conference', 'C19', { members }));
  }
  return found;
}

/** Why a click-to-call failed; what else a reason says is told where it is concluded. */
function isOwnPhone(reason: string | null): boolean {
  return reason?.startsWith('agent-') ?? false;
}

function ending(before: CallRecord | undefined, now: CallRecord): Statement[] {
  const { disposition, hangup } = now;
  if (now.endedAt === null) return [];
  if (before?.endedAt != null) {
    // the last word on a phone that rang may come after the caller's end
    return before.disposition === disposition ? [] : [conclusion('ended', 'C7', { disposition })];
  }
  return [
    conclusion('ended', 'C7', { disposition }),
    ...(isOwnPhone(now.reason) ? [conclusion(`reason.${now.reason}`, 'C7')] : []),
    ...(hangup ? [conclusion('hung-up', 'C8', { by: hangup.by, cause: hangup.cause })] : []),
  ];
}
