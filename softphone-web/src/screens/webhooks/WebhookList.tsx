import { Badge, Button, Skeleton } from '@mantine/core';
import type { Webhook, WebhookDelivery, Webhooks } from '@perezvon/cti-server/contract';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { WebhookDeliveries } from './WebhookDeliveries.tsx';
import { WebhookEdit } from './WebhookEdit.tsx';
import { KEY, PATH, pathOf } from './path.ts';
import { SecretOnce } from './SecretOnce.tsx';

type Open =
  | { readonly what: 'edit' | 'remove' | 'renew' | 'deliveries'; readonly webhook: Webhook }
  | { readonly what: 'create' }
  | { readonly what: 'secret'; readonly secret: string };

/** Where calls and changes are told to other programs: for administrators. */
export function WebhookList() {
  const { t } = useSpeech();
  const { api, user } = useParts();
  const [open, setOpen] = useState<Open | null>(null);
  const list = useQuery({
    queryKey: KEY,
    queryFn: async () => (await api.http.get<Webhooks>(PATH)).items,
    enabled: user.role === 'admin',
    staleTime: 0,
  });
  const close = () => setOpen(null);
  const shown = (secret: string) => setOpen({ what: 'secret', secret });

  if (user.role !== 'admin') return <Empty text={t.webhooks.denied} />;
  if (list.isPending) return <Skeleton height={200} radius="md" />;
  if (list.isError) {
    const again = { label: t.app.retry, act: () => void list.refetch() };
    return <Failure text={failureSentence(t, list.error)} again={again} />;
  }
  if (open?.what === 'secret') return <SecretOnce secret={open.secret} done={close} />;
  if (open?.what === 'create') return <WebhookEdit webhook={null} done={close} made={shown} />;
  if (open?.what === 'edit') {
    return <WebhookEdit webhook={open.webhook} done={close} made={shown} />;
  }
  if (open?.what === 'deliveries') {
    const now = list.data.find(({ id }) => id === open.webhook.id) ?? open.webhook;
    return <WebhookDeliveries webhook={now} done={close} />;
  }
  return (
    <Plate label={t.webhooks.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.webhooks.title}</h1>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setOpen({ what: 'create' })}
        >
          {t.webhooks.add}
        </Button>
      </div>
      <p className="quiet" style={{ margin: '12px 18px', maxWidth: '72ch' }}>
        {t.webhooks.lead}
      </p>
      {list.data.length === 0 && <Empty text={t.webhooks.none} />}
      <ul className={rows.list}>
        {list.data.map((webhook) => (
          <Row key={webhook.id} webhook={webhook} open={setOpen} />
        ))}
      </ul>
      <Removal webhook={open?.what === 'remove' ? open.webhook : null} close={close} />
      <Renewal webhook={open?.what === 'renew' ? open.webhook : null} close={close} made={shown} />
    </Plate>
  );
}

function Row({ webhook, open }: { webhook: Webhook; open: (what: Open) => void }) {
  const { t, when } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const { name, url, events, enabled, stopped, waiting, dead, omitted, last } = webhook;
  const words = t.webhooks;
  const trial = useMutation({
    mutationFn: () => api.http.post<WebhookDelivery>(`${pathOf(webhook)}/test`),
    // what came of it stands there
    onSuccess: () => open({ what: 'deliveries', webhook }),
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const enabling = useMutation({
    mutationFn: () => api.http.put<Webhook>(pathOf(webhook), { name, url, events, enabled: true }),
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const states = [
    last === null ? words.neverTried : (last.ok ? words.lastWell : words.lastFailed)(when(last.at)),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
    ...(omitted > 0 ? [words.omitted(omitted)] : []),
  ];
  const acts = [
    enabled
      ? { word: words.test, act: () => trial.mutate(), off: trial.isPending }
      : { word: words.enable, act: () => enabling.mutate(), off: enabling.isPending },
    { word: words.deliveries, act: () => open({ what: 'deliveries', webhook }) },
    { word: t.app.edit, act: () => open({ what: 'edit', webhook }) },
    { word: words.renew, act: () => open({ what: 'renew', webhook }) },
  ];
  return (
    <li className={rows.row} data-disabled={enabled ? undefined : true}>
      <div className={rows.who}>
        <div className={rows.name}>
          <HostileText text={name} />
          {!enabled && (
            <Badge
              variant="light"
              color={stopped === null ? 'gray' : 'red'}
              size="sm"
              tt="none"
              ml="xs"
            >
              {stopped === null ? words.off : words.stopped[stopped]}
            </Badge>
          )}
          {dead > 0 && (
            <Badge variant="light" color="red" size="sm" tt="none" ml="xs">
              {words.dead(dead)}
            </Badge>
          )}
        </div>
        <div className="quiet">
          <HostileText text={url} />
        </div>
        <div className="quiet">{states.join(' · ')}</div>
      </div>
      <div className={rows.acts}>
        {acts.map(({ word, act, off = false }) => (
          <Button
            key={word}
            size="compact-sm"
            variant="subtle"
            disabled={off}
            onClick={act}
            aria-label={words.actOf(word, name)}
          >
            {word}
          </Button>
        ))}
        <Button
          size="compact-sm"
          variant="subtle"
          color="red"
          onClick={() => open({ what: 'remove', webhook })}
          aria-label={words.actOf(words.remove, name)}
        >
          {words.remove}
        </Button>
      </div>
    </li>
  );
}

function Removal({ webhook, close }: { webhook: Webhook | null; close: () => void }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const removal = useMutation({
    mutationFn: (one: Webhook) => api.http.delete(pathOf(one)),
    onSuccess: close,
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Question
      asked={webhook !== null}
      title={webhook ? t.webhooks.removeTitle(webhook.name) : ''}
      act={t.webhooks.remove}
      does={() => webhook && removal.mutate(webhook)}
      close={close}
      busy={removal.isPending}
    >
      <p>{t.webhooks.removeText}</p>
    </Question>
  );
}

function Renewal(props: {
  webhook: Webhook | null;
  close: () => void;
  made: (secret: string) => void;
}) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const { webhook, close, made } = props;
  const renewal = useMutation({
    mutationFn: (one: Webhook) => api.http.post<{ secret: string }>(`${pathOf(one)}/secret`),
    onSuccess: ({ secret }) => made(secret),
    onError: tellFailure,
  });
  return (
    <Question
      asked={webhook !== null}
      title={webhook ? t.webhooks.renewTitle(webhook.name) : ''}
      act={t.webhooks.renew}
      does={() => webhook && renewal.mutate(webhook)}
      close={close}
      busy={renewal.isPending}
      harmless
    >
      <p>{t.webhooks.renewText}</p>
    </Question>
  );
}
