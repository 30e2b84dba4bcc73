import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { ApiClient } from '../services/api-client.ts';
import { useSpeech } from '../text/language.tsx';
import { Banner } from '../ui/Banner.tsx';
import { visible } from '../ui/visible.ts';

/** An alarm is seen within a minute. */
const LOOK_EVERY_MS = 15_000;

/** That outside calls are stopped, or that many are refused: for who leads people. */
export function TollBanner({ api }: { api: Pick<ApiClient, 'tolls'> }) {
  const { t, when } = useSpeech();
  const tolls = useQuery({
    queryKey: ['tolls'],
    queryFn: () => api.tolls(),
    refetchInterval: LOOK_EVERY_MS,
    retry: false,
  });
  const { stopped = null, alarm = null } = tolls.data ?? {};
  if (!stopped && !alarm) return null;
  return (
    <Banner tone="bad">
      {stopped && t.tolls.stoppedBy(visible(stopped.by), when(stopped.since))}{' '}
      {alarm && t.tolls.alarm(alarm.refused, visible(alarm.who))}{' '}
      <Link href="/outside-calls">{t.tolls.look}</Link>
    </Banner>
  );
}
