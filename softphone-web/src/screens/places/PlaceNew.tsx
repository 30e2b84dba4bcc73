import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { Device, PbxStatus } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { EndpointSample } from '../../cards/EndpointSample.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import classes from './PlaceNew.module.css';

/** The form of one more shared place. */
export function PlaceNew({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const [form, setForm] = useState({
    pbx: pbx[0]?.pbx ?? '',
    extension: '',
    device: 'browser' as Device,
    sipPassword: '',
  });
  const { formElement, busy, marks, changed, save } = useSaving();
  const set = (part: Partial<typeof form>) => {
    setForm({ ...form, ...part });
    changed(part);
  };

  async function send(): Promise<void> {
    const { sipPassword, ...place } = form;
    const extension = form.extension.trim();
    await api.addPlace({ ...place, extension, ...(sipPassword ? { sipPassword } : {}) });
    setForm({ ...form, extension: '', sipPassword: '' });
    await queries.invalidateQueries({ queryKey: ['places'] });
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(send);
  }

  return (
    <form ref={formElement} onSubmit={submit} className={classes.form} autoComplete="off">
      <NativeSelect
        label={t.users.pbx}
        value={form.pbx}
        error={marks['pbx']}
        onChange={(event) => set({ pbx: event.currentTarget.value })}
        data={pbx.map((one) => ({ value: one.pbx, label: one.name }))}
      />
      <TextInput
        label={t.users.extension}
        error={marks['extension']}
        value={form.extension}
        onChange={(event) => set({ extension: event.currentTarget.value })}
        maxLength={16}
        inputMode="numeric"
        required
      />
      <NativeSelect
        label={t.phone.device}
        value={form.device}
        onChange={(event) => set({ device: event.currentTarget.value as Device })}
        data={Object.entries(t.phone.devices).map(([value, label]) => ({ value, label }))}
      />
      {form.device === 'browser' && (
        <PasswordInput
          label={t.users.sipPassword}
          error={marks['sipPassword']}
          value={form.sipPassword}
          onChange={(event) => set({ sipPassword: event.currentTarget.value })}
          maxLength={200}
          autoComplete="new-password"
        />
      )}
      {form.device === 'browser' && (
        <EndpointSample
          pbx={form.pbx}
          extension={form.extension.trim()}
          made={(sipPassword) => set({ sipPassword })}
        />
      )}
      <Button type="submit" loading={busy} disabled={!form.extension.trim() || !form.pbx}>
        {t.places.add}
      </Button>
    </form>
  );
}
