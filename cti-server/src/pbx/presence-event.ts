/** What a phone does, as the PBX sees it. `busy`: it talks, calls or waits; `offline`: not registered. */
export type PhoneState = 'available' | 'ringing' | 'busy' | 'held' | 'offline' | 'unknown';

/** One who takes calls of a queue. Texts are hostile. */
export interface QueueMember {
  /** What the PBX rings, and what commands call the member. */
  readonly interface: string;
  /** Whose phone that is; null where it is none of the extensions. */
  readonly extension: string | null;
  readonly name: string;
  /** Null: takes calls. `since` ms epoch; the reason is what was said, if anything. */
  readonly pause: { readonly since: number; readonly reason: string } | null;
  /** Stands in the settings of the PBX: no command takes it out. */
  readonly fixed: boolean;
}

/** Somebody who waits in a queue; `since` ms epoch. */
export interface QueueCaller {
  /** As in the events of the call. */
  readonly channel: string;
  readonly since: number;
}

/** A queue as a whole. */
export interface QueueNow {
  readonly queue: string;
  readonly members: readonly QueueMember[];
  readonly waiting: readonly QueueCaller[];
}

/**
 * What every PBX says of its phones and queues, beside the calls: calls do not depend on it, so it goes by a door of
 * its own and the calls never wait for it. `at` is ms since the epoch, `pbx` the connection's id.
 */
export type PresenceEvent = { readonly at: number; readonly pbx: string } & (
  | { readonly kind: 'phone'; readonly extension: string; readonly state: PhoneState }
  /** All phones that there are, with what they do. */
  | {
      readonly kind: 'phones';
      readonly phones: readonly { readonly extension: string; readonly state: PhoneState }[];
    }
  /** A member came, or is another than before. */
  | { readonly kind: 'member'; readonly queue: string; readonly member: QueueMember }
  | { readonly kind: 'member-gone'; readonly queue: string; readonly interface: string }
  | { readonly kind: 'waits'; readonly queue: string; readonly caller: QueueCaller }
  | { readonly kind: 'waits-no-more'; readonly queue: string; readonly channel: string }
  /** All queues that there are. */
  | { readonly kind: 'queues'; readonly queues: readonly QueueNow[] }
);
