import type { PbxStatus } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PbxEvent } from './event.ts';
import type { PresenceEvent } from './presence-event.ts';

/** What a connector tells the server. It calls these in the order of the PBX's own events. */
export interface PbxSink {
  /**
   * `raw`: the message of the PBX that said so, for captures; absent where none did. Of a snapshot: what it says
   * of some of its channels.
   */
  event(event: PbxEvent, raw?: string | ((channels: ReadonlySet<string>) => string)): void;
  /** Of phones and queues; what was said before holds until the link is lost. */
  presence(event: PresenceEvent): void;
  status(status: Omit<PbxStatus, 'pbx' | 'name' | 'lastGap'>): void;
  /** The link was away from..to (ms epoch): calls that began and ended in it were not seen. */
  gap(from: number, to: number): void;
}

export interface ConnectorLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface DialCommand {
  /** Extension whose phone rings first. */
  from: string;
  /** Digits to dial, outside prefix included; `^\+?[0-9*#]{1,32}$`. */
  to: string;
  /** Shown on the agent's phone. */
  callerId: string;
  /** Id the first channel gets, so that the call is known before its first event. */
  channelId: string;
}

/**
 * What somebody does with a call that goes on, by the PBX: for phones whose keys nobody can press from here. `channel`
 * is the doer's own, as an event named it. `transfer` sends the other party on, `consult` lets them wait while `to` is
 * rung and asked; a consultation is then completed or cancelled.
 */
export type CallAct =
  | { readonly act: 'transfer' | 'consult'; readonly channel: string; readonly to: string }
  | { readonly act: ConsultationAct; readonly channel: string }
  /** `channel`: of the one who is to hear them. */
  | { readonly act: 'tones'; readonly channel: string; readonly tones: string }
  /** `channel`: of the one that is recorded; refused where it is not. */
  | { readonly act: 'pause-recording' | 'resume-recording'; readonly channel: string };

export type ConsultationAct = 'complete' | 'cancel';

/**
 * What became of a command: `unknown` when the link was cut before the PBX answered. Never sent twice. `code` is of
 * the catalogue; the `reason` of `pbx-refused` is what the PBX said, others are for logs.
 */
export type CommandResult =
  | { result: 'accepted' }
  | {
      result: 'refused';
      code: 'pbx-refused' | 'pbx-no-right' | 'pbx-away' | 'pbx-busy';
      reason: string;
    }
  | { result: 'unknown'; reason: string };

/** What came from a PBX since the server started. Texts are hostile. */
export interface PbxTraffic {
  readonly messages: number;
  readonly events: number;
  /** Events that say nothing of calls, by name. */
  readonly unused: ReadonlyMap<string, number>;
  /** Messages that are too long, or named as nothing may be. */
  readonly refused: number;
  /** Events on which the processing failed; tried once. */
  readonly setAside: number;
  /** The first of those, at most 50. `at` ms epoch. */
  readonly firstSetAside: readonly {
    readonly at: number;
    readonly text: string;
    readonly error: unknown;
  }[];
  /** How long the PBX took to answer when it was last asked whether it is there, ms; null when it was not yet. */
  readonly answerMs: number | null;
  /** How often this server stood still for a second or more and did not read it. */
  readonly stalls: number;
}

/** A connection to one PBX. Its commands never touch the call model: effects come back as events. */
export interface PbxConnector {
  start(sink: PbxSink): void;
  stop(): Promise<void>;
  /** Messages that `raw` was, as the events that they were; `at` ms epoch. Pure. */
  read(messages: readonly { readonly at: number; readonly text: string }[]): PbxEvent[];
  traffic(): PbxTraffic;
  dial(command: DialCommand): Promise<CommandResult>;
  /**
   * Rings an extension and plays back to it what it says, for a set-up check. The log hears nothing of that call.
   * `id` is part of its channel's id.
   */
  echo(command: { readonly extension: string; readonly id: string }): Promise<CommandResult>;
  /** `channel` as an event named it. */
  hangUp(channel: string): Promise<CommandResult>;
  /** Whether a member takes calls; `member` its interface, the reason null: it does. Of all its queues, unless one is named. */
  pause(command: {
    readonly member: string;
    readonly reason: string | null;
    readonly queue?: string;
  }): Promise<CommandResult>;
  /** Makes an extension a member of a queue; `name` is shown at the PBX. */
  joinQueue(command: {
    readonly queue: string;
    readonly extension: string;
    readonly name: string;
  }): Promise<CommandResult>;
  leaveQueue(command: { readonly queue: string; readonly member: string }): Promise<CommandResult>;
  /** Is accepted when the PBX took it; whether it came about is told by events. */
  act(act: CallAct): Promise<CommandResult>;
}

export interface ConnectorContext {
  clock: Clock;
  log: ConnectorLog;
}

/** What an examination has. */
export interface ExamineContext extends ConnectorContext {
  /** Cancels it. */
  signal: AbortSignal;
  /** F09 What is no PBX is not told apart: somebody may ask who has no business on this server's network. */
  discreet: boolean;
}
