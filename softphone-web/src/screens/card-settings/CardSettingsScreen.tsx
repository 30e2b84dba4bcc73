import { Button, NumberInput, Select, Skeleton } from '@mantine/core';
import type { CardSettings } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import { currencyNames } from '../../text/money.ts';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { Outcomes } from './Outcomes.tsx';
import { PopRules } from './PopRules.tsx';

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
  return <SettingsForm settings={query.data} />;
}

function SettingsForm({ settings }: { settings: CardSettings }) {
  const { t, language } = useSpeech();
  const { api, tellDone } = useParts();
  const queries = useQueryClient();
  const [form, setForm] = useState(settings);
  const { busy, marks, changed, save } = useSaving();
  const set = (part: Partial<CardSettings>) => {
    setForm({ ...form, ...part });
    changed(part);
  };

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(
      async () => {
        const saved = await api.saveCardSettings(form);
        queries.setQueryData(['card-settings'], saved);
        setForm(saved);
        tellDone(t.cardSettings.saved);
      },
      (field) => field === 'wrapUpSec',
    );
  }

  return (
    <Plate label={t.cardSettings.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.cardSettings.title}</h1>
      </div>
      <form onSubmit={submit} className={rows.form} style={{ maxWidth: 720 }}>
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
        <PopRules pops={form.pops} change={(pops) => set({ pops })} />
        <div>
          <Button type="submit" loading={busy} disabled={form === settings}>
            {t.app.save}
          </Button>
        </div>
      </form>
    </Plate>
  );
}
