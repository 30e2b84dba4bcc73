import { Button, Skeleton } from '@mantine/core';
import type { Webhook, Webhooks } from '@perezvon/cti-server/contract';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LOOK_AGAIN } from '../../cards/look-again.ts';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useOpened } from '../../cards/use-opened.ts';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { WebhookDeliveries } from './WebhookDeliveries.tsx';
import { WebhookEdit } from './WebhookEdit.tsx';
import { KEY, PATH, pathOf } from './path.ts';
import { SecretOnce } from './SecretOnce.tsx';
import { type WebhookAct, WebhookRow } from './WebhookRow.tsx';

type Open =
  | WebhookAct
  | { readonly what: 'create' }
  | { readonly what: 'secret'; readonly secret: string };

/** While something waits. */
const WAITING_MS = 2_000;

/** Where calls and changes are told to other programs: for administrators. */
export function WebhookList() {
  const { t } = useSpeech();
  const { api, user } = useParts();
  const [open, setOpen] = useOpened<Open>(({ what }) => what !== 'remove' && what !== 'renew');
  const list = useQuery({
    queryKey: KEY,
    queryFn: async () => (await api.http.get<Webhooks>(PATH)).items,
    enabled: user.role === 'admin',
    ...LOOK_AGAIN,
    // what waits is on its way
    refetchInterval: ({ state }) =>
      state.data?.some(({ enabled, waiting }) => enabled && waiting > 0)
        ? WAITING_MS
        : LOOK_AGAIN.refetchInterval,
  });
  const close = () => setOpen(null);
  const shown = (secret: string) => setOpen({ what: 'secret', secret });

  if (user.role !== 'admin') return <Empty text={t.webhooks.denied} />;
  if (list.isPending) return <Skeleton height={200} radius="md" />;
  // one that fails later takes no open form away
  if (list.isLoadingError) {
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
          <WebhookRow key={webhook.id} webhook={webhook} open={setOpen} />
        ))}
      </ul>
      <Removal webhook={open?.what === 'remove' ? open.webhook : null} close={close} />
      <Renewal webhook={open?.what === 'renew' ? open.webhook : null} close={close} made={shown} />
    </Plate>
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
      does={async () => webhook && removal.mutateAsync(webhook)}
      close={close}
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
      does={async () => webhook && renewal.mutateAsync(webhook)}
      close={close}
      harmless
    >
      <p>{t.webhooks.renewText}</p>
    </Question>
  );
}
