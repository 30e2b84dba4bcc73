import { MultiSelect } from '@mantine/core';
import type { Role, SecondFactorUsers } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

/** Of which roles nobody works without a second factor. */
export function FactorRule() {
  const { t } = useSpeech();
  const { api, tellFailure, tellDone } = useParts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const queryKey = ['second-factor-roles'];
  const rule = useQuery({ queryKey, queryFn: () => api.secondFactorRule() });

  async function require(seen: SecondFactorUsers, chosen: readonly Role[]): Promise<void> {
    setBusy(true);
    try {
      // also where somebody else was sooner: then their choice is shown, to be changed anew
      const readAnew = () => queries.invalidateQueries({ queryKey });
      await api.requireSecondFactor(seen, chosen).finally(readAnew);
      tellDone(t.secondFactor.ruleSaved);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  const { data } = rule;
  if (!data) return null;
  return (
    <MultiSelect
      label={t.secondFactor.rule}
      description={t.secondFactor.ruleHint}
      data={Object.entries(t.users.roles).map(([value, label]) => ({ value, label }))}
      value={[...data.required]}
      onChange={(chosen) => void require(data, chosen as Role[])}
      disabled={busy}
      placeholder={data.required.length === 0 ? t.secondFactor.ruleNobody : ''}
      hidePickedOptions
      maw={560}
      p="md"
    />
  );
}
