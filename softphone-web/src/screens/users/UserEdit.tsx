import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import {
  type MorePhone,
  type PbxStatus,
  type Role,
  type User,
  withOwnPhone,
} from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { EndpointSample } from '../../cards/EndpointSample.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { SaveOrCancel } from '../../cards/SaveOrCancel.tsx';
import { useSpeech } from '../../text/language.tsx';
import { MorePhones, type TypedPhone } from './MorePhones.tsx';

/** The form of a user; `user` null makes a new one, who then gets an invite link. */
export function UserEdit(props: {
  user: User | null;
  /** The PBX connections there are. */
  pbx: readonly PbxStatus[];
  saved: (user: User) => void;
  cancel: () => void;
}) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const { user } = props;
  // where they sit at a shared place is not theirs
  const own = user && withOwnPhone(user);
  const [form, setForm] = useState({
    name: user?.name ?? '',
    login: user?.login ?? '',
    role: user?.role ?? ('operator' as Role),
    pbx: user ? (own?.pbx ?? '') : (props.pbx[0]?.pbx ?? ''),
    extension: own?.extension ?? '',
    device: user?.device ?? ('browser' as User['device']),
    sipPassword: '',
    mayHear: user?.mayHear ?? true,
    mayExport: user?.mayExport ?? true,
    mayPause: user?.mayPause ?? false,
    morePhones: (own?.morePhones ?? []).map(
      (phone): TypedPhone => ({ ...phone, sipPassword: '' }),
    ) as readonly TypedPhone[],
  });
  const { busy, marks, changed, save } = useSaving();
  const set = (part: Partial<typeof form>) => {
    setForm({ ...form, ...part });
    changed(part);
  };

  async function send(): Promise<void> {
    const { sipPassword, morePhones, ...rest } = form;
    const sent = {
      ...rest,
      ...(morePhones.length > 0 || own?.morePhones
        ? { morePhones: form.extension.trim() ? morePhones.map(told) : [] }
        : {}),
      pbx: form.pbx.trim() || null,
      extension: form.extension.trim() || null,
      ...(sipPassword ? { sipPassword } : {}),
    };
    const saved = user ? await api.saveUser(user.id, sent) : await api.createUser(sent);
    await queries.invalidateQueries({ queryKey: ['users'] });
    props.saved(saved);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(send);
  }

  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 14 }} autoComplete="off">
      <TextInput
        label={t.users.name}
        error={marks['name']}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={200}
        required
        autoFocus
      />
      <TextInput
        label={t.users.login}
        description={t.users.loginHint}
        error={marks['login']}
        value={form.login}
        onChange={(event) => set({ login: event.currentTarget.value })}
        maxLength={100}
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <NativeSelect
        label={t.users.role}
        description={t.users.roleHints[form.role]}
        value={form.role}
        onChange={(event) => set({ role: event.currentTarget.value as Role })}
        data={Object.entries(t.users.roles).map(([value, label]) => ({ value, label }))}
      />
      <NativeSelect
        label={t.users.pbx}
        error={marks['pbx']}
        value={form.pbx}
        onChange={(event) => set({ pbx: event.currentTarget.value })}
        data={[
          { value: '', label: '—' },
          ...props.pbx.map((one) => ({ value: one.pbx, label: one.name })),
        ]}
      />
      <TextInput
        label={t.users.extension}
        description={t.users.extensionHint}
        error={marks['extension']}
        value={form.extension}
        onChange={(event) => set({ extension: event.currentTarget.value })}
        maxLength={16}
        inputMode="numeric"
      />
      <PasswordInput
        label={t.users.sipPassword}
        description={user ? t.users.sipPasswordHint : undefined}
        error={marks['sipPassword']}
        value={form.sipPassword}
        onChange={(event) => set({ sipPassword: event.currentTarget.value })}
        maxLength={200}
        autoComplete="new-password"
      />
      {form.device === 'browser' && (
        <EndpointSample
          pbx={form.pbx}
          extension={form.extension.trim()}
          made={(sipPassword) => set({ sipPassword })}
        />
      )}
      <NativeSelect
        label={t.phone.device}
        value={form.device}
        onChange={(event) => set({ device: event.currentTarget.value as User['device'] })}
        data={Object.entries(t.phone.devices).map(([value, label]) => ({ value, label }))}
      />
      {form.extension.trim() !== '' && (
        <MorePhones
          phones={form.morePhones}
          set={(morePhones) => set({ morePhones })}
          pbx={props.pbx}
          error={marks['morePhones']}
        />
      )}
      {(['mayHear', 'mayPause', 'mayExport'] as const).map((field) => (
        <Checkbox
          key={field}
          label={t.users[field]}
          description={t.users[`${field}Hint`]}
          checked={form[field]}
          onChange={(event) => set({ [field]: event.currentTarget.checked })}
        />
      ))}
      <SaveOrCancel
        busy={busy}
        disabled={!form.name.trim() || !form.login.trim()}
        cancel={props.cancel}
      />
    </form>
  );
}

/** A phone without what was not typed. */
function told({ sipPassword, ...phone }: TypedPhone): MorePhone {
  return sipPassword ? { ...phone, sipPassword } : phone;
}
