import type { Entry } from '../call-log/entry.ts';
import { type CallRecord, LONGEST_PAUSE_MS } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { CommandResult } from '../pbx/connector.ts';
import { notDone } from './call-acts.ts';
import type { CommandedPbx } from './commands.ts';

/** Where the PBX is away, or does not do it. */
const AGAIN_MS = 5_000;

/** A call that goes on, as far as its recording matters. */
interface RecordedCall {
  readonly pbx: string;
  readonly record: Pick<CallRecord, 'id' | 'state' | 'recordingPauses'>;
}

/** What happened to a recording that nobody ordered here, to be noted. */
export type Unordered = (
  action: 'recording-paused' | 'recording-resumed',
  callId: string,
) => Promise<void>;

/** Silence in recordings, for what must not be in them. What the PBX did of it comes back by its events (C27). */
export interface RecordingPauses {
  /** Throws `AppError` `call-over`, `not-recorded`, `pbx-…`. */
  order(call: RecordedCall, isPaused: boolean): Promise<void>;
  /** Hears the log of calls: what is paused for too long is resumed. */
  follow(entry: Entry): void;
  /** No recording is resumed any more; the next server does. */
  stop(): void;
}

interface Watched {
  /** When the present pause began, ms epoch; null while none is. */
  pausedAt: number | null;
  cancel: () => void;
}

/** `open`: the calls that go on when the server starts. */
export function createRecordingPauses(parts: {
  pbxOf: (pbx: string) => CommandedPbx | null;
  open: readonly RecordedCall[];
  note: Unordered;
  clock: Pick<Clock, 'now' | 'after'>;
  log: Log;
}): RecordingPauses {
  const { pbxOf, note, clock, log } = parts;
  const watched = new Map<string, Watched>();
  /** Call → what was ordered of it and has not come about yet. */
  const orders = new Map<string, boolean>();

  /** Which channels of a call are recorded the PBX does not list: it is asked of each. */
  async function tell({ pbx: id, record }: RecordedCall, isPaused: boolean): Promise<void> {
    const pbx = pbxOf(id);
    const channels = pbx?.tracker.channelsOf(record.id) ?? [];
    if (!pbx || channels.length === 0) throw new AppError('call-over');
    const act = isPaused ? 'pause-recording' : 'resume-recording';
    const said: CommandResult[] = [];
    for (const { channel } of channels) said.push(await pbx.connector.act({ act, channel }));
    if (said.some(({ result }) => result === 'accepted')) return;
    // refused where the channel is not recorded; other failures are of the line
    const failed = said.filter((one) => one.result !== 'accepted');
    const graver = failed.find((one) => one.result === 'unknown' || one.code !== 'pbx-refused');
    throw graver ? notDone(graver) : new AppError('not-recorded');
  }

  async function resume(call: RecordedCall): Promise<void> {
    try {
      await tell(call, false);
    } catch (error) {
      const reason = String(error);
      log.warn({ call: call.record.id, error: reason }, 'A recording could not be resumed');
    }
    // should no event tell that it was done, it is asked for again
    const one = watched.get(call.record.id);
    if (one && one.pausedAt !== null) one.cancel = clock.after(AGAIN_MS, () => void resume(call));
  }

  function noteUnordered(record: RecordedCall['record'], isPaused: boolean): void {
    if (orders.get(record.id) === isPaused) return void orders.delete(record.id);
    const action = isPaused ? 'recording-paused' : 'recording-resumed';
    note(action, record.id).catch((error: unknown) =>
      log.error({ call: record.id, error: String(error) }, 'A pause could not be noted'),
    );
  }

  function look(call: RecordedCall, isNews: boolean): void {
    const { record } = call;
    const last = record.recordingPauses?.at(-1);
    const pausedAt = last && last.until === null ? Date.parse(last.at) : null;
    const before = watched.get(record.id);
    if (record.state === 'ended') {
      before?.cancel();
      watched.delete(record.id);
      orders.delete(record.id);
      return;
    }
    if ((before?.pausedAt ?? null) === pausedAt) return;
    before?.cancel();
    if (isNews) noteUnordered(record, pausedAt !== null);
    const left = pausedAt === null ? null : pausedAt + LONGEST_PAUSE_MS - clock.now();
    const cancel =
      left === null ? () => {} : clock.after(Math.max(0, left), () => void resume(call));
    watched.set(record.id, { pausedAt, cancel });
    if (pausedAt !== null) {
      log.info(
        { call: record.id, until: iso(pausedAt + LONGEST_PAUSE_MS) },
        'A recording is paused',
      );
    }
  }

  for (const call of parts.open) look(call, false);

  return {
    async order(call, isPaused) {
      orders.set(call.record.id, isPaused);
      try {
        await tell(call, isPaused);
      } catch (error) {
        orders.delete(call.record.id);
        throw error;
      }
    },
    follow(entry) {
      if (entry.kind !== 'call') return;
      for (const id of entry.merged) {
        watched.get(id)?.cancel();
        watched.delete(id);
      }
      look(entry, true);
    },
    stop() {
      for (const { cancel } of watched.values()) cancel();
      watched.clear();
    },
  };
}
