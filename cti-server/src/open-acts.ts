import { type Audit, NOBODY } from './audit/audit.ts';
import { createCommands } from './commands/commands.ts';
import { createMemberCommands } from './commands/members.ts';
import { createRecordingPauses } from './commands/recording-pauses.ts';
import { createWrapUps } from './commands/wrap-ups.ts';
import type { Core } from './core.ts';
import type { Clock } from './kernel/clock.ts';
import type { Log } from './kernel/log.ts';
import type { PauseReasonList } from './presence/pause-reasons.ts';
import type { Roads } from './roads.ts';
import type { Tolls } from './tolls/tolls.ts';

/** What operators have done at their PBXs: calls, their places in queues, the time after a call, pauses of recordings. */
export function openActs(parts: {
  core: Core;
  roads: Roads;
  tolls: Tolls;
  audit: Pick<Audit, 'note'>;
  reasons: PauseReasonList;
  /** How long a wrap-up lasts, s; null: it is not measured. */
  wrapUpSeconds: () => number | null;
  clock: Clock;
  log: Log;
}) {
  const { core, roads, tolls, audit, reasons, wrapUpSeconds, clock, log } = parts;
  const { callLog, presence, operators } = core;
  const connectorOf = (pbx: string) => roads.of(pbx)?.connector ?? null;
  const pauses = createRecordingPauses({
    pbxOf: roads.of,
    open: callLog.open(),
    clock,
    log,
    note: (action, id) =>
      audit.note({ action, who: null, from: NOBODY, target: { kind: 'call', id, name: '' } }),
  });
  callLog.subscribe(pauses.follow);
  const wrapUps = createWrapUps({
    connectorOf,
    presence,
    usersAt: operators.usersAt,
    clock,
    log,
    seconds: wrapUpSeconds,
  });
  callLog.subscribe(wrapUps.follow);
  core.followPresence(wrapUps.hear);
  return {
    commands: createCommands({ pbxOf: roads.of, tolls, clock }),
    members: createMemberCommands({ connectorOf, presence, reasons, takes: wrapUps.forget }),
    wrapUps,
    pauses,
  };
}
