import { Button, NumberInput, Select } from '@mantine/core';
import type { TollFirm } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import rows from '../../ui/rows.module.css';

/** What holds for the outside calls of all together. */
export function FirmForm({ firm }: { firm: TollFirm }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const [form, setForm] = useState(firm);
  const { busy, marks, changed, save } = useSaving();
  const set = (part: Partial<TollFirm>) => {
    setForm({ ...form, ...part });
    changed(part);
  };
  const isSame = form.perDay === firm.perDay && form.timeZone === firm.timeZone;

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(async () => {
      await api.saveTollFirm(form);
      await Promise.all(
        [['toll-rules'], ['tolls']].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
    });
  }

  return (
    <form onSubmit={submit} className={rows.form} aria-label={t.tolls.firm}>
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
      <div>
        <Button type="submit" loading={busy} disabled={isSame}>
          {t.app.save}
        </Button>
      </div>
    </form>
  );
}
