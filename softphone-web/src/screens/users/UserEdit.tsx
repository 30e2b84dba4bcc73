import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { PbxStatus, Role, User, VersionedUser } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { EndpointSample } from '../../cards/EndpointSample.tsx';
import { useParts } from '../../cards/parts.tsx';
import { type Meanwhile, sameOne, useVersioned } from '../../cards/use-versioned.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { SaveOrCancel } from '../../cards/SaveOrCancel.tsx';
import { useSpeech } from '../../text/language.tsx';
import { MorePhones } from './MorePhones.tsx';
import { changesOf, formOf, joinedUser, sentOf, type UserForm } from './user-form.ts';

/** The form of a user; `user` null makes a new one, who then gets an invite link. */
export function UserEdit(props: {
  user: VersionedUser | null;
  /** The PBX connections there are. */
  pbx: readonly PbxStatus[];
  saved: (user: User) => void;
  cancel: () => void;
}) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const { user } = props;
  const firstPbx = props.pbx[0]?.pbx ?? '';
  const queryKey = ['users'];
  const { form, meanwhile, replace, ...versioned } = useVersioned<VersionedUser, UserForm>({
    thing: user,
    formOf: (one) => formOf(one, firstPbx),
    join: joinedUser,
    read: async (seen) =>
      sameOne(
        await queries.fetchQuery({ queryKey, queryFn: () => api.users(), staleTime: 0 }),
        seen,
      ),
  });
  const { formElement, busy, marks, changed, save } = useSaving();
  const set = (part: Partial<UserForm>) => {
    versioned.set(part);
    changed(part);
  };

  async function send(seen: VersionedUser | null): Promise<void> {
    const saved = seen
      ? await api.saveUser(seen, changesOf(formOf(seen, firstPbx), form))
      : await api.createUser(sentOf(form));
    await queries.invalidateQueries({ queryKey });
    props.saved(saved);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(() => replace(send));
  }

  return (
    <form
      ref={formElement}
      onSubmit={submit}
      style={{ display: 'grid', gap: 14 }}
      autoComplete="off"
    >
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
      <Told meanwhile={meanwhile} />
      <SaveOrCancel
        busy={busy}
        disabled={!form.name.trim() || !form.login.trim()}
        cancel={props.cancel}
      />
    </form>
  );
}

function Told({ meanwhile }: { meanwhile: Meanwhile<UserForm> | null }) {
  const { t } = useSpeech();
  const { name, login, role, pbx, extension, sipPassword, mayHear, mayExport, mayPause } = t.users;
  const { device } = t.phone;
  const { title: morePhones } = t.users.morePhones;
  const may = { mayHear, mayExport, mayPause };
  return (
    <ChangedMeanwhile
      meanwhile={meanwhile}
      labels={{ name, login, role, pbx, extension, device, sipPassword, morePhones, ...may }}
      texts={{
        role: (which) => t.users.roles[which],
        device: (which) => t.phone.devices[which],
        morePhones: (phones) => phones.map((phone) => phone.extension).join(', '),
      }}
    />
  );
}
