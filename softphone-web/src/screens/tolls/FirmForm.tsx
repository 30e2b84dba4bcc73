import { Button, NumberInput, Select } from '@mantine/core';
import type { TollFirm, VersionedFirm } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useVersioned } from '../../cards/use-versioned.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import rows from '../../ui/rows.module.css';

/** What holds for the outside calls of all together. */
export function FirmForm({ firm }: { firm: VersionedFirm }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const { form, seen, meanwhile, replace, goOn, ...versioned } = useVersioned<
    VersionedFirm,
    TollFirm
  >({
    thing: firm,
    formOf: (one) => ({ perDay: one?.perDay ?? 0, timeZone: one?.timeZone ?? '' }),
    read: async () => {
      const queryFn = () => api.tollRules();
      return (await queries.fetchQuery({ queryKey: ['toll-rules'], queryFn, staleTime: 0 })).firm;
    },
  });
  const { formElement, busy, marks, changed, save } = useSaving();
  const set = (part: Partial<TollFirm>) => {
    versioned.set(part);
    changed(part);
  };
  const isSame = form.perDay === seen?.perDay && form.timeZone === seen.timeZone;

  async function send(before: VersionedFirm | null): Promise<void> {
    if (before) goOn(await api.saveTollFirm(before, form));
    await Promise.all(
      [['toll-rules'], ['tolls']].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(() => replace(send));
  }

  return (
    <form ref={formElement} onSubmit={submit} className={rows.form} aria-label={t.tolls.firm}>
      <NumberInput
        label={t.tolls.firmPerDay}
        error={marks['perDay']}
        value={form.perDay}
        onChange={(perDay) => set({ perDay: Number(perDay) })}
        min={0}
        max={1_000_000}
        allowDecimal={false}
      />
      <Select
        label={t.tolls.timeZone}
        description={t.tolls.timeZoneHint}
        error={marks['timeZone']}
        data={[...new Set([firm.timeZone, ...Intl.supportedValuesOf('timeZone')])]}
        value={form.timeZone}
        onChange={(timeZone) => timeZone && set({ timeZone })}
        nothingFoundMessage={t.tolls.none}
        searchable
        limit={50}
      />
      <ChangedMeanwhile
        meanwhile={meanwhile}
        labels={{ perDay: t.tolls.firmPerDay, timeZone: t.tolls.timeZone }}
      />
      <div>
        <Button type="submit" loading={busy} disabled={isSame}>
          {t.app.save}
        </Button>
      </div>
    </form>
  );
}
