import { Badge, Button, Skeleton } from '@mantine/core';
import type { OpenSession } from '@perezvon/cti-server/contract';
import { IconDeviceDesktop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deviceName } from '../text/device.ts';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { Empty, Failure } from '../ui/Troubles.tsx';
import { useParts } from './parts.tsx';
import classes from './SessionList.module.css';

/** Where a user is signed in, each with its end; `userId` null: the reader's own. */
export function SessionList({ userId }: { userId: string | null }) {
  const { t } = useSpeech();
  const { api, tellFailure, tellDone } = useParts();
  const queries = useQueryClient();
  const key = ['sessions', userId];
  const list = useQuery({ queryKey: key, queryFn: () => api.sessions(userId), staleTime: 0 });
  const end = useMutation({
    mutationFn: (id: string | null) =>
      id === null ? api.endSessions(userId) : api.endSession(userId, id),
    onSuccess: () => tellDone(t.sessions.ended),
    onError: tellFailure,
    // one that is not there any more goes from the list, too
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  if (list.isPending) return <Skeleton height={120} radius="md" />;
  if (list.isError) {
    const again = { label: t.app.retry, act: () => void list.refetch() };
    return <Failure text={t.sessions.failed} again={again} />;
  }
  const others = list.data.filter(({ own }) => !own);
  if (list.data.length === 0) return <Empty text={t.sessions.none} />;
  return (
    <>
      <ul className={classes.list}>
        {list.data.map((one) => (
          <Row key={one.id} session={one} busy={end.isPending} end={() => end.mutate(one.id)} />
        ))}
      </ul>
      {others.length > 1 && (
        <Button
          variant="light"
          color="red"
          loading={end.isPending}
          onClick={() => end.mutate(null)}
        >
          {others.length < list.data.length ? t.sessions.endOthers : t.sessions.endAll}
        </Button>
      )}
    </>
  );
}

function Row(props: { session: OpenSession; busy: boolean; end: () => void }) {
  const { t, when } = useSpeech();
  const { userAgent, address, since, seenAt, online, own } = props.session;
  const device = deviceName(userAgent) || t.sessions.unknown;
  return (
    <li className={classes.row}>
      <IconDeviceDesktop size={22} stroke={1.6} aria-hidden />
      <div className={classes.text}>
        <div className={classes.name}>
          <HostileText text={device} whole={userAgent} />
          {own && <Mark word={t.sessions.own} />}
          {online && !own && <Mark word={t.sessions.online} />}
        </div>
        <div className="quiet">
          {address && (
            <>
              <HostileText text={address} /> ·{' '}
            </>
          )}
          {t.sessions.since(when(since))}
          {!online && !own && ` · ${t.sessions.seen(when(seenAt))}`}
        </div>
      </div>
      {!own && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          disabled={props.busy}
          onClick={props.end}
          aria-label={t.sessions.endOf(device)}
        >
          {t.sessions.end}
        </Button>
      )}
    </li>
  );
}

function Mark({ word }: { word: string }) {
  return (
    <Badge color="bell" variant="light" size="sm" tt="none" ml="xs">
      {word}
    </Badge>
  );
}
