import { Value } from 'typebox/value';
import type { RawData } from 'ws';
import { LiveRequest } from '../contract/index.ts';

/** The request in a text frame; null where it is none. */
export function readRequest(data: RawData): LiveRequest | null {
  const text = (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString();
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(LiveRequest, value) ? value : null;
  } catch {
    return null;
  }
}
