import { Button, NumberInput, Select, Skeleton } from '@mantine/core';
import type { VersionedCardSettings } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { changedFields } from '../../cards/meanwhile.ts';
import { usePersonName } from '../../cards/PersonSelect.tsx';
import { useParts } from '../../cards/parts.tsx';
import { type Meanwhile, useVersioned } from '../../cards/use-versioned.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import { currencyNames } from '../../text/money.ts';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { Outcomes } from './Outcomes.tsx';
import { PopRules } from './PopRules.tsx';
import { formOf, joinedSettings, sentOf, type SettingsForm } from './settings-form.ts';

/** What administrators settle about the cards of calls. */
export function CardSettingsScreen() {
  const { t } = useSpeech();
  const { api, user } = useParts();
  const query = useQuery({ queryKey: ['card-settings'], queryFn: () => api.cardSettings() });
  if (user.role !== 'admin') return <Empty text={t.cardSettings.closed} />;
  if (query.isPending)
    return <Skeleton height={320} radius="md" role="status" aria-label={t.app.loading} />;
  if (query.isError && !query.data) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.cardSettings.failed} again={again} />;
  }
  return <Settings settings={query.data} />;
}

const queryKey = ['card-settings'];

function useSettingsForm(settings: VersionedCardSettings) {
  const { t } = useSpeech();
  const { api, tellDone } = useParts();
  const queries = useQueryClient();
  const { form, seen, meanwhile, replace, goOn, ...versioned } = useVersioned<
    VersionedCardSettings,
    SettingsForm
  >({
    thing: settings,
    formOf: (one) => formOf(one ?? settings),
    join: joinedSettings,
    read: () => queries.fetchQuery({ queryKey, queryFn: () => api.cardSettings(), staleTime: 0 }),
  });
  const { formElement, busy, marks, changed, save } = useSaving();
  const set = (part: Partial<SettingsForm>) => {
    versioned.set(part);
    changed(part);
  };

  async function send(before: VersionedCardSettings | null): Promise<void> {
    const saved = await api.saveCardSettings(before ?? settings, sentOf(form));
    queries.setQueryData(queryKey, saved);
    goOn(saved);
    tellDone(t.cardSettings.saved);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(
      () => replace(send),
      (field) => field === 'wrapUpSec',
    );
  }

  const isSame = changedFields(formOf(seen ?? settings), form).length === 0;
  return { formElement, form, set, marks, meanwhile, busy, isSame, submit };
}

function Settings({ settings }: { settings: VersionedCardSettings }) {
  const { t, language } = useSpeech();
  const { formElement, form, set, marks, meanwhile, busy, isSame, submit } =
    useSettingsForm(settings);
  const { standard, queues, users } = form;
  return (
    <Plate label={t.cardSettings.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.cardSettings.title}</h1>
      </div>
      <form ref={formElement} onSubmit={submit} className={rows.form} style={{ maxWidth: 720 }}>
        <Outcomes outcomes={form.outcomes} change={(outcomes) => set({ outcomes })} />
        <h2 className={rows.title}>{t.cardSettings.rest}</h2>
        <NumberInput
          label={t.cardSettings.wrapUp}
          description={t.cardSettings.wrapUpHint}
          error={marks['wrapUpSec']}
          value={form.wrapUpSec ?? ''}
          onChange={(value) => set({ wrapUpSec: typeof value === 'number' ? value : null })}
          min={5}
          max={3600}
          allowDecimal={false}
          hideControls
        />
        <Select
          label={t.cardSettings.currency}
          data={currencyNames(language)}
          value={form.currency}
          onChange={(currency) => currency && set({ currency })}
          searchable
          limit={30}
        />
        <PopRules pops={{ standard, queues, users }} change={set} />
        <Told meanwhile={meanwhile} />
        <div>
          <Button type="submit" loading={busy} disabled={isSame}>
            {t.app.save}
          </Button>
        </div>
      </form>
    </Plate>
  );
}

function Told({ meanwhile }: { meanwhile: Meanwhile<SettingsForm> | null }) {
  const { t } = useSpeech();
  const personName = usePersonName();
  const {
    outcomes,
    wrapUp: wrapUpSec,
    currency,
    standard,
    ofQueues: queues,
    ofPeople: users,
    when,
  } = t.cardSettings;
  return (
    <ChangedMeanwhile
      meanwhile={meanwhile}
      labels={{ outcomes, wrapUpSec, currency, standard, queues, users }}
      texts={{
        outcomes: (all) =>
          all
            .filter(({ retired }) => !retired)
            .map(({ code, name }) => name || (t.outcomes[code] ?? code))
            .join(', '),
        standard: (which) => when[which],
        queues: (all) => all.map((one) => `${one.queue}: ${when[one.when]}`).join(', '),
        users: (all) => all.map((one) => `${personName(one.userId)}: ${when[one.when]}`).join(', '),
      }}
    />
  );
}
