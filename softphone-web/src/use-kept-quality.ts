import type { CallView } from '@perezvon/cti-server/contract';
import { useEffect, useRef } from 'react';
import { recordOf } from './cards/phone-call-names.ts';
import type { PhoneState } from './phone/phone.ts';
import type { ApiClient } from './services/api-client.ts';

/**
 * Keeps with each call of this tab's phone how it sounded, once it is over. What fails is lost: it decides nothing. Whose
 * record it is is settled while both live: a test call has none, and must not be taken for an older call.
 */
export function useKeptQuality(options: {
  state: PhoneState;
  /** The calls that go on, as the server sees them. */
  live: readonly CallView[];
  extension: string | null;
  api: Pick<ApiClient, 'http'>;
}): void {
  const { state, live, extension, api } = options;
  const records = useRef(new Map<string, string>());
  useEffect(() => {
    if (state.registration.kind === 'elsewhere') return;
    for (const call of state.calls) {
      const id = records.current.get(call.id);
      if (call.state !== 'ended') {
        const record = id === undefined ? recordOf(call, live, extension) : null;
        if (record) records.current.set(call.id, record.id);
      } else if (id !== undefined) {
        records.current.delete(call.id);
        const path = `/api/calls/${encodeURIComponent(id)}/quality`;
        if (call.quality) void api.http.put(path, call.quality.whole).catch(() => undefined);
      }
    }
  }, [state, live, extension, api]);
}
