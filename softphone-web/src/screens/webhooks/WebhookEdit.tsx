import { Checkbox, Switch, TextInput } from '@mantine/core';
import {
  type NewWebhook,
  type Webhook,
  WEBHOOK_EVENTS,
  type WebhookEvent,
  type WebhookSecret,
  type Webhooks,
} from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { useParts } from '../../cards/parts.tsx';
import { sameOne, useVersioned } from '../../cards/use-versioned.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { SaveOrCancel } from '../../cards/SaveOrCancel.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { KEY, PATH, pathOf } from './path.ts';

const FIRST: NewWebhook = { name: '', url: '', events: ['call.ended'], enabled: true };

interface Props {
  readonly webhook: Webhook | null;
  readonly done: () => void;
  readonly made: (secret: string) => void;
}

/** The form of a webhook; null makes a new one, whose secret is then shown. */
export function WebhookEdit(props: Props) {
  const { t } = useSpeech();
  const { formElement, form, set, marks, meanwhile, busy, submit } = useWebhookForm(props);
  const words = t.webhooks;
  const { name, url, events, enabled } = words;
  const title = props.webhook?.name ?? words.add;
  return (
    <Plate label={title}>
      <div className={rows.form}>
        <h1 className={rows.title}>
          <HostileText text={title} lines={2} />
        </h1>
        <form
          ref={formElement}
          onSubmit={submit}
          style={{ display: 'grid', gap: 14 }}
          autoComplete="off"
        >
          <TextInput
            label={words.name}
            error={marks['name']}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={100}
            required
            autoFocus
          />
          <TextInput
            label={words.url}
            description={words.urlHint}
            placeholder="https://crm.example.org/perezvon"
            error={marks['url']}
            value={form.url}
            onChange={(event) => set({ url: event.currentTarget.value })}
            maxLength={500}
            spellCheck={false}
            required
          />
          <Checkbox.Group
            label={words.events}
            error={marks['events']}
            value={form.events}
            onChange={(chosen) => set({ events: chosen as WebhookEvent[] })}
          >
            <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
              {WEBHOOK_EVENTS.map((type) => (
                <Checkbox key={type} value={type} label={words.types[type]} />
              ))}
            </div>
          </Checkbox.Group>
          <Switch
            label={words.enabled}
            checked={form.enabled}
            onChange={(event) => set({ enabled: event.currentTarget.checked })}
          />
          <ChangedMeanwhile
            meanwhile={meanwhile}
            labels={{ name, url, events, enabled }}
            texts={{ events: (types) => types.map((type) => words.types[type]).join(', ') }}
          />
          <SaveOrCancel
            busy={busy}
            disabled={!form.name.trim() || !form.url.trim() || form.events.length === 0}
            cancel={props.done}
          />
        </form>
      </div>
    </Plate>
  );
}

function useWebhookForm({ webhook, done, made }: Props) {
  const { api } = useParts();
  const queries = useQueryClient();
  const { form, meanwhile, replace, ...versioned } = useVersioned<Webhook, NewWebhook>({
    thing: webhook,
    formOf: settingsOf,
    read: async (seen) => {
      const queryFn = async () => (await api.http.get<Webhooks>(PATH)).items;
      return sameOne(await queries.fetchQuery({ queryKey: KEY, queryFn, staleTime: 0 }), seen);
    },
  });
  const { formElement, busy, marks, changed, save } = useSaving();

  function set(part: Partial<NewWebhook>) {
    versioned.set(part);
    changed(part);
  }

  async function send(seen: Webhook | null): Promise<void> {
    const after = seen
      ? await api.http.put<Webhook>(pathOf(seen), form, seen.version).then(() => done)
      : await api.http.post<WebhookSecret>(PATH, form).then(
          ({ secret }) =>
            () =>
              made(secret),
        );
    await queries.invalidateQueries({ queryKey: KEY });
    after();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(() => replace(send));
  }

  return { formElement, form, set, marks, meanwhile, busy, submit };
}

function settingsOf(webhook: Webhook | null): NewWebhook {
  const { name, url, events, enabled } = webhook ?? FIRST;
  return { name, url, events: [...events], enabled };
}
