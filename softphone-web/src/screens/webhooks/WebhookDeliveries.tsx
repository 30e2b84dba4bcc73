import { Badge, Button, Group, SegmentedControl, Skeleton } from '@mantine/core';
import type {
  Webhook,
  WebhookDeliveries as Page,
  WebhookDelivery,
  WebhookReplayed,
} from '@perezvon/cti-server/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { MoreButton } from '../../cards/MoreButton.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { KEY, pathOf, subjectPath } from './path.ts';

type Which = 'all' | 'waiting' | 'dead';

const COLOURS = { waiting: 'gray', delivered: 'bell', dead: 'red', gone: 'gray' } as const;

/** While something waits, what comes of it is looked for so often. */
const LOOK_AGAIN_MS = 2_000;

/** What was sent to a webhook, what waits, and what was given up. */
export function WebhookDeliveries({ webhook, done }: { webhook: Webhook; done: () => void }) {
  const { t } = useSpeech();
  const [which, setWhich] = useState<Which>('all');
  const words = t.webhooks;
  const list = useDeliveries(webhook, which);
  const replay = useReplay(webhook);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Plate label={webhook.name}>
      <div className={rows.top}>
        <h1 className={rows.title}>
          <HostileText text={words.deliveriesOf(webhook.name)} lines={2} />
        </h1>
        <div className={rows.acts}>
          <Button variant="default" onClick={done}>
            {words.back}
          </Button>
        </div>
      </div>
      <Group gap="sm" p="sm">
        <SegmentedControl
          aria-label={words.which}
          value={which}
          onChange={(value) => setWhich(value as Which)}
          data={(['all', 'waiting', 'dead'] as const).map((value) => ({
            value,
            label: words.whichOf[value],
          }))}
        />
        {webhook.dead > 0 && (
          <Button variant="light" loading={replay.isPending} onClick={() => replay.mutate({})}>
            {words.replayAll}
          </Button>
        )}
      </Group>
      {list.isPending && <Skeleton height={120} />}
      {list.isError && <Failure text={failureSentence(t, list.error)} />}
      {list.isSuccess && items.length === 0 && <Empty text={words.noDeliveries} />}
      <ul className={rows.list}>
        {items.map((one) => (
          <Row
            key={one.n}
            delivery={one}
            busy={replay.isPending}
            again={() => replay.mutate({ n: one.n })}
          />
        ))}
      </ul>
      {list.hasNextPage && <MoreButton list={list} />}
    </Plate>
  );
}

/** Page by page; looked for again while something waits. */
function useDeliveries(webhook: Webhook, which: Which) {
  const { api } = useParts();
  return useInfiniteQuery({
    queryKey: [...KEY, webhook.id, which],
    queryFn: ({ pageParam }) =>
      api.http.get<Page>(`${pathOf(webhook)}/deliveries`, {
        ...(which === 'all' ? {} : { state: which }),
        ...(pageParam === null ? {} : { before: String(pageParam) }),
      }),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some((one) => one.state === 'waiting') ? LOOK_AGAIN_MS : false,
  });
}

function useReplay(webhook: Webhook) {
  const { t } = useSpeech();
  const { api, tellDone, tellFailure } = useParts();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (which: { n?: number }) =>
      api.http.post<WebhookReplayed>(`${pathOf(webhook)}/replay`, which),
    onSuccess: ({ count }) => tellDone(t.webhooks.replayed(count)),
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

function Row(props: { delivery: WebhookDelivery; busy: boolean; again: () => void }) {
  const { t, when } = useSpeech();
  const { n, type, at, state, tries, nextAt, triedAt, status, problem } = props.delivery;
  const words = t.webhooks;
  const told = [
    when(at),
    ...(tries > 0 ? [words.tries(tries)] : []),
    ...(triedAt !== null && problem !== null ? [words.problems[problem]] : []),
    ...(status === null ? [] : [words.status(status)]),
    ...(nextAt === null || tries === 0 ? [] : [words.next(when(nextAt))]),
  ];
  return (
    <li className={rows.row}>
      <div className={rows.who}>
        <div className={rows.name}>
          {words.types[type]}
          <Badge variant="light" size="sm" tt="none" ml="xs" color={COLOURS[state]}>
            {words.states[state]}
          </Badge>
        </div>
        <div className="quiet">
          № {n} · {told.join(' · ')} · <Subject delivery={props.delivery} />
        </div>
      </div>
      {state === 'dead' && (
        <div className={rows.acts}>
          <Button
            size="compact-sm"
            variant="subtle"
            disabled={props.busy}
            onClick={props.again}
            aria-label={words.replayOf(n)}
          >
            {words.replay}
          </Button>
        </div>
      )}
    </li>
  );
}

/** What it is about: a call or a contact can be opened. */
function Subject({ delivery }: { delivery: WebhookDelivery }) {
  const href = subjectPath(delivery);
  const id = <HostileText text={delivery.subject} />;
  return href === null ? id : <Link href={href}>{id}</Link>;
}
