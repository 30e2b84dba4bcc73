import { MultiSelect } from '@mantine/core';
import type { Role } from '@perezvon/cti-server/contract';
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
  const roles = useQuery({ queryKey, queryFn: () => api.secondFactorRoles() });

  async function require(chosen: readonly Role[]): Promise<void> {
    setBusy(true);
    try {
      await api.requireSecondFactor(chosen);
      await queries.invalidateQueries({ queryKey });
      tellDone(t.secondFactor.ruleSaved);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (!roles.data) return null;
  return (
    <MultiSelect
      label={t.secondFactor.rule}
      description={t.secondFactor.ruleHint}
      data={Object.entries(t.users.roles).map(([value, label]) => ({ value, label }))}
      value={[...roles.data]}
      onChange={(chosen) => void require(chosen as Role[])}
      disabled={busy}
      placeholder={roles.data.length === 0 ? t.secondFactor.ruleNobody : ''}
      hidePickedOptions
      maw={560}
      p="md"
    />
  );
}
