import { Badge, Button } from '@mantine/core';
import type { Webhook, WebhookDelivery } from '@perezvon/cti-server/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import { KEY, pathOf } from './path.ts';

/** What is asked for in a row and done elsewhere. */
export interface WebhookAct {
  readonly what: 'edit' | 'remove' | 'renew' | 'deliveries';
  readonly webhook: Webhook;
}

interface Props {
  readonly webhook: Webhook;
  readonly open: (what: WebhookAct) => void;
}

/** A webhook of the list: where it sends, how it stands, what can be done with it. */
export function WebhookRow({ webhook, open }: Props) {
  const { t, when } = useSpeech();
  const { name, url, enabled, stopped, waiting, dead, omitted, last } = webhook;
  const words = t.webhooks;
  const states = [
    last === null ? words.neverTried : (last.ok ? words.lastWell : words.lastFailed)(when(last.at)),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
    ...(omitted > 0 ? [words.omitted(omitted)] : []),
  ];
  const acts = useActs({ webhook, open });
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

function useActs({ webhook, open }: Props) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const { name, url, events, enabled, version } = webhook;
  const words = t.webhooks;
  const trial = useMutation({
    mutationFn: () => api.http.post<WebhookDelivery>(`${pathOf(webhook)}/test`),
    // what came of it stands there
    onSuccess: () => open({ what: 'deliveries', webhook }),
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  const enabling = useMutation({
    mutationFn: () => {
      const entry = { name, url, events, enabled: true };
      return api.http.put<Webhook>(pathOf(webhook), entry, version);
    },
    onError: tellFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return [
    enabled
      ? { word: words.test, act: () => trial.mutate(), off: trial.isPending }
      : { word: words.enable, act: () => enabling.mutate(), off: enabling.isPending },
    { word: words.deliveries, act: () => open({ what: 'deliveries', webhook }) },
    { word: t.app.edit, act: () => open({ what: 'edit', webhook }) },
    { word: words.renew, act: () => open({ what: 'renew', webhook }) },
  ];
}
