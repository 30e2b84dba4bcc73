import type { Phrase } from '../kernel/errors.ts';
import type { Readable } from 'node:stream';

/** Bytes of a file, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A file with a recording. */
export interface RecordingFile {
  /** Bytes. */
  readonly size: number;
  /** Media type. */
  readonly type: string;
  /** Rejects with `RecordingSourceError`, or the stream fails, when it can't be read after all. */
  read(range: ByteRange): Promise<Readable>;
}

/** Where the recordings of a PBX are. */
export interface RecordingSource {
  /**
   * The first of these paths that is there; null when none is, or it holds no sound. Rejects with
   * `RecordingSourceError`.
   */
  find(paths: readonly string[]): Promise<RecordingFile | null>;
  /** Removes for good the first of these paths that is there. */
  remove(paths: readonly string[]): Promise<FileRemoval>;
}

/** What became of a file that was to be removed; `left`: it is there, or may be, and why. */
export type FileRemoval =
  | { readonly kind: 'removed' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'left'; readonly reason: Phrase };

/** The place of the recordings does not answer as it should. */
export class RecordingSourceError extends Error {
  override readonly name = 'RecordingSourceError';
}

/** A WAV file's header alone: MixMonitor leaves that when nobody was connected. */
export const HEADER_BYTES = 44;
