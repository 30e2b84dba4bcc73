import type { DatabaseHandle } from '@perezvon/crm-core';

/** What is remembered of calls that live on a PBX, for a server that is started anew. */
export interface MemoryWriter {
  /** Null: nothing of it lives any more. */
  save(call: { pbx: string; callId: string; memory: string | null }): void;
}

const SAVE = `
  INSERT INTO call_memories (call_id, pbx, memory) VALUES (@callId, @pbx, @memory)
  ON CONFLICT (call_id) DO UPDATE SET memory = excluded.memory`;

/** Writes within a transaction of the caller's. */
export function createMemoryWriter({ sqlite }: DatabaseHandle): MemoryWriter {
  const save = sqlite.prepare(SAVE);
  const remove = sqlite.prepare('DELETE FROM call_memories WHERE call_id = ?');
  return {
    save(call) {
      if (call.memory === null) remove.run(call.callId);
      else save.run(call);
    },
  };
}

/** What is remembered of a PBX's calls, oldest first. */
export function createMemoryReader({ sqlite }: DatabaseHandle): (pbx: string) => string[] {
  const all = sqlite
    .prepare<[string], string>('SELECT memory FROM call_memories WHERE pbx = ? ORDER BY rowid')
    .pluck();
  return (pbx) => all.all(pbx);
}
