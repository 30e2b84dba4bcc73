import { Checkbox, Group, MultiSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import {
  FIRST_RULES,
  type Role,
  type TollRules,
  type TollRulesEntry,
  type User,
  type VersionedRules,
} from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { getCountries } from 'libphonenumber-js';
import type { FormEvent } from 'react';
import { PeopleSelect } from '../../cards/PeopleSelect.tsx';
import { useParts } from '../../cards/parts.tsx';
import { sameOne, useVersioned } from '../../cards/use-versioned.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { SaveOrCancel } from '../../cards/SaveOrCancel.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { HoursFields } from './HoursFields.tsx';
import { RulesMeanwhile } from './RulesMeanwhile.tsx';

/** The form of rules; `rules` null makes new ones, which begin as `like`. */
export function RulesEdit(props: {
  rules: VersionedRules | null;
  like: TollRules | undefined;
  users: readonly User[];
  done: () => void;
}) {
  const { t } = useSpeech();
  const { rules } = props;
  const { formElement, form, set, marks, meanwhile, busy, submit } = useRulesForm(props);
  const isGeneral = rules?.id === 'default';
  const title = isGeneral ? t.tolls.general : (rules?.name ?? t.tolls.create);
  return (
    <Plate label={title}>
      <div className={rows.form}>
        <h2 className={rows.title}>
          <HostileText text={title} lines={2} />
        </h2>
        <form
          ref={formElement}
          onSubmit={submit}
          style={{ display: 'grid', gap: 14 }}
          autoComplete="off"
        >
          {!isGeneral && <Whose form={form} set={set} marks={marks} users={props.users} />}
          <Where form={form} set={set} marks={marks} />
          <HoursFields hours={form.hours} set={(hours) => set({ hours })} error={marks['hours']} />
          <HowMuch form={form} set={set} marks={marks} />
          <RulesMeanwhile meanwhile={meanwhile} users={props.users} />
          <SaveOrCancel
            busy={busy}
            disabled={!isGeneral && !form.name.trim()}
            cancel={props.done}
          />
        </form>
      </div>
    </Plate>
  );
}

interface Fields {
  readonly form: TollRulesEntry;
  readonly set: (part: Partial<TollRulesEntry>) => void;
  readonly marks: Readonly<Record<string, string>>;
}

function useRulesForm(props: {
  rules: VersionedRules | null;
  like: TollRules | undefined;
  done: () => void;
}) {
  const { api } = useParts();
  const queries = useQueryClient();
  const queryKey = ['toll-rules'];
  const { form, meanwhile, replace, ...versioned } = useVersioned<VersionedRules, TollRulesEntry>({
    thing: props.rules,
    formOf: (rules) => (rules ? entryOf(rules) : newLike(props.like ?? FIRST_RULES)),
    read: async (seen) => {
      const queryFn = () => api.tollRules();
      return sameOne((await queries.fetchQuery({ queryKey, queryFn, staleTime: 0 })).items, seen);
    },
  });
  const { formElement, busy, marks, changed, save } = useSaving();

  function set(part: Partial<TollRulesEntry>): void {
    versioned.set(part);
    changed(part);
  }

  async function send(seen: VersionedRules | null): Promise<void> {
    await api.saveTollRules(seen, form);
    await queries.invalidateQueries({ queryKey });
    props.done();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(() => replace(send));
  }

  return { formElement, form, set, marks, meanwhile, busy, submit };
}

/** All but what the server adds. */
function entryOf({ id: _id, version: _version, ...entry }: VersionedRules): TollRulesEntry {
  return entry;
}

function newLike(like: TollRulesEntry): TollRulesEntry {
  const { home, unreadable, countries, allowed, denied, hours, atOnce, perMinute, perDay } = like;
  const limits = { atOnce, perMinute, perDay };
  const where = { home, unreadable, countries, allowed, denied };
  return { name: '', users: [], roles: [], hours, ...where, ...limits };
}

function Whose({ form, set, marks, users }: Fields & { users: readonly User[] }) {
  const { t } = useSpeech();
  return (
    <>
      <TextInput
        label={t.tolls.name}
        error={marks['name']}
        value={form.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        maxLength={200}
        required
        autoFocus
      />
      <PeopleSelect
        label={t.tolls.users}
        hint={t.tolls.usersHint}
        users={users}
        value={form.users}
        choose={(chosen) => set({ users: chosen })}
        error={marks['users']}
      />
      <MultiSelect
        label={t.tolls.roles}
        description={t.tolls.rolesHint}
        error={marks['roles']}
        data={Object.entries(t.users.roles).map(([value, label]) => ({ value, label }))}
        value={form.roles}
        onChange={(roles) => set({ roles: roles as Role[] })}
        hidePickedOptions
      />
    </>
  );
}

function Where({ form, set, marks }: Fields) {
  const { t, language } = useSpeech();
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const countries = getCountries()
    .map((value) => ({ value: value as string, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
  return (
    <>
      <Checkbox
        label={t.tolls.home}
        checked={form.home}
        onChange={(event) => set({ home: event.currentTarget.checked })}
      />
      <Checkbox
        label={t.tolls.unreadable}
        checked={form.unreadable}
        onChange={(event) => set({ unreadable: event.currentTarget.checked })}
      />
      <MultiSelect
        label={t.tolls.countries}
        description={t.tolls.countriesHint}
        error={marks['countries']}
        data={countries}
        value={form.countries}
        onChange={(chosen) => set({ countries: chosen })}
        placeholder={form.countries.length === 0 ? t.tolls.find : ''}
        nothingFoundMessage={t.tolls.none}
        searchable
        hidePickedOptions
      />
      {(['allowed', 'denied'] as const).map((field) => (
        <TagsInput
          key={field}
          label={t.tolls[field]}
          description={t.tolls.beginningsHint}
          error={Object.entries(marks).find(([name]) => name.startsWith(field))?.[1]}
          value={form[field]}
          onChange={(beginnings) => set({ [field]: beginnings.map(beginningOf) })}
          splitChars={[',', ' ', ';']}
        />
      ))}
    </>
  );
}

/** As people write it, `+7 (495)` or `7495`, in the form that is kept. */
function beginningOf(written: string): string {
  return `+${written.replaceAll(/\D/g, '')}`;
}

function HowMuch({ form, set, marks }: Fields) {
  const { t } = useSpeech();
  const most = { atOnce: 100, perMinute: 600, perDay: 100_000 } as const;
  return (
    <Group grow align="end">
      {(['atOnce', 'perMinute', 'perDay'] as const).map((field) => (
        <NumberInput
          key={field}
          label={t.tolls[field]}
          error={marks[field]}
          value={form[field]}
          onChange={(value) => set({ [field]: Number(value) })}
          min={field === 'perDay' ? 0 : 1}
          max={most[field]}
          allowDecimal={false}
        />
      ))}
    </Group>
  );
}
