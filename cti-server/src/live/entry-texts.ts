import type { Entry, LoggedCall } from '../call-log/entry.ts';
import type { CallView, LiveMessage, User } from '../contract/index.ts';
import { audienceOf } from '../screen-pop/audience.ts';
import type { Scope } from '../users/scopes.ts';

/** An entry as messages; each is written out once, however many hear it. */
export interface EntryTexts {
  /** What this reader is told of it, in order; nothing where they may not see it. */
  for: (reader: User, scope: Scope) => readonly string[];
}

/** Nothing is looked up or written out before the first reader. */
export function entryTexts(entry: Entry, view: (call: LoggedCall) => CallView): EntryTexts {
  if (entry.kind === 'removed') {
    const { n, callIds } = entry;
    const texts = callIds.map((callId) => text({ type: 'gone', n, callId }));
    return { for: () => texts };
  }
  if (entry.kind !== 'call') return { for: () => [] };
  const { n, pbx, record, merged } = entry;
  const audience = audienceOf(pbx, record);
  const made = new Map<boolean, readonly string[]>();
  let call: CallView | undefined;

  function make(pop: boolean): readonly string[] {
    call ??= view(entry as LoggedCall);
    const messages: LiveMessage[] = [
      ...merged.map((callId) => ({ type: 'gone' as const, n, callId })),
      { type: 'call', n, call, pop },
    ];
    return messages.map(text);
  }

  return {
    for(reader, scope) {
      if (!audience.sees(scope)) return [];
      const pop = audience.pops(reader);
      const texts = made.get(pop) ?? make(pop);
      made.set(pop, texts);
      return texts;
    },
  };
}

function text(message: LiveMessage): string {
  return JSON.stringify(message);
}
