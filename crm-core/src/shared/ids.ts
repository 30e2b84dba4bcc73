/** New ids and the time, handed in so that tests hold both in their hand. */
export interface Ids {
  /** A new unguessable id, URL-safe. */
  id(): string;
  /** Wall clock, ms since the epoch, UTC. */
  now(): number;
}
