import { Button, Group } from '@mantine/core';
import type { User } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

/** For who lost telephone and recovery codes; nothing where no code is asked for. */
export function FactorReset({ user }: { user: User }) {
  const { t } = useSpeech();
  const { api, tellFailure, tellDone } = useParts();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ['second-factors'], queryFn: () => api.secondFactorUsers() });
  if (!query.data?.includes(user.id)) return null;

  async function reset() {
    try {
      await api.resetSecondFactor(user.id);
      await queries.invalidateQueries({ queryKey: ['second-factors'] });
      tellDone(t.secondFactor.wasReset);
    } catch (error) {
      tellFailure(error);
    }
  }

  return (
    <Group gap="xs">
      <span className="quiet">{t.secondFactor.isOn}</span>
      <Button size="compact-sm" variant="light" color="red" onClick={() => void reset()}>
        {t.secondFactor.reset}
      </Button>
    </Group>
  );
}
