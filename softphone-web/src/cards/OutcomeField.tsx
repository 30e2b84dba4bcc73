import { NativeSelect } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { useOutcomes } from './card-query.ts';
import { useParts } from './parts.tsx';

/** What came of a call, kept as it is chosen. */
export function OutcomeField({ call, chosen }: { call: CallView; chosen?: () => void }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const { offered, nameOf } = useOutcomes();
  const [pending, setPending] = useState<string | null>(null);
  const value = pending ?? call.outcome ?? '';
  // one that is offered no more stays with the calls that have it
  const codes = value === '' || offered.includes(value) ? offered : [...offered, value];

  async function choose(code: string): Promise<void> {
    chosen?.();
    setPending(code);
    try {
      await api.saveOutcome(call.id, code === '' ? null : code);
    } catch (error) {
      tellFailure(error);
    }
    // from here on it is the call that says it
    setPending(null);
  }

  return (
    <NativeSelect
      label={t.outcomes['title']}
      value={value}
      onChange={(event) => void choose(event.currentTarget.value)}
      data={[
        { value: '', label: t.outcomes['none'] ?? '' },
        ...codes.map((code) => ({ value: code, label: nameOf(code) })),
      ]}
      data-card-act="outcome"
      aria-keyshortcuts="Alt+O"
    />
  );
}
