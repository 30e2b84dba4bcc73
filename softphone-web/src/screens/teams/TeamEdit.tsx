import { Button, Checkbox, Group, MultiSelect, TextInput } from '@mantine/core';
import { leads, type Team, type TeamEntry, type User } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { ApiProblem } from '../../services/http.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { visible } from '../../ui/visible.ts';
import classes from './TeamList.module.css';

/** The form of a team; `team` null makes a new one. */
export function TeamEdit(props: { team: Team | null; users: readonly User[]; done: () => void }) {
  const { t } = useSpeech();
  const { team, users } = props;
  const { form, set, marks, busy, save } = useTeamForm(team, props.done);
  const title = team?.name ?? t.teams.create;
  const wrong = users
    .filter(({ id, role }) => form.supervisors.includes(id) && !leads(role))
    .map(nameOf);
  return (
    <Plate label={title}>
      <div className={classes.form}>
        <h1 className={classes.title}>
          <HostileText text={title} lines={2} />
        </h1>
        <form onSubmit={save} style={{ display: 'grid', gap: 14 }} autoComplete="off">
          <TextInput
            label={t.teams.name}
            error={marks['name']}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={200}
            required
            autoFocus
          />
          <People
            label={t.teams.members}
            hint={t.teams.membersHint}
            users={users}
            value={form.members}
            choose={(members) => set({ members })}
            error={marks['members']}
          />
          <People
            label={t.teams.supervisors}
            hint={t.teams.supervisorsHint}
            users={users}
            value={form.supervisors}
            choose={(supervisors) => set({ supervisors })}
            error={
              marks['supervisors'] ??
              (wrong.length > 0 ? t.teams.wrongRole(wrong.join(', ')) : undefined)
            }
          />
          <Checkbox
            label={t.teams.seesAll}
            checked={form.seesAll}
            onChange={(event) => set({ seesAll: event.currentTarget.checked })}
          />
          <Group gap="xs">
            <Button type="submit" loading={busy} disabled={!form.name.trim()}>
              {t.app.save}
            </Button>
            <Button variant="subtle" color="gray" onClick={props.done}>
              {t.app.cancel}
            </Button>
          </Group>
        </form>
      </div>
    </Plate>
  );
}

function useTeamForm(team: Team | null, done: () => void) {
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [form, setForm] = useState<TeamEntry>({
    name: team?.name ?? '',
    members: team?.members ?? [],
    supervisors: team?.supervisors ?? [],
    seesAll: team?.seesAll ?? false,
  });
  const [busy, setBusy] = useState(false);
  const [marks, setMarks] = useState<Readonly<Record<string, string>>>({});

  function set(part: Partial<TeamEntry>) {
    setForm({ ...form, ...part });
    setMarks(Object.fromEntries(Object.entries(marks).filter(([field]) => !(field in part))));
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      await api.saveTeam(team?.id ?? null, form);
      await queries.invalidateQueries({ queryKey: ['teams'] });
      done();
    } catch (error) {
      const fields = error instanceof ApiProblem ? error.fields : {};
      setMarks(fields);
      if (Object.keys(fields).length === 0) tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  return { form, set, marks, busy, save };
}

function People(props: {
  label: string;
  hint: string;
  users: readonly User[];
  value: string[];
  choose: (ids: string[]) => void;
  error: string | undefined;
}) {
  const { t } = useSpeech();
  const { label, hint, users, value } = props;
  const offered = users.filter(({ id, disabled }) => !disabled || value.includes(id));
  return (
    <MultiSelect
      label={label}
      description={hint}
      error={props.error}
      data={offered.map((user) => ({ value: user.id, label: nameOf(user) }))}
      value={value}
      onChange={props.choose}
      placeholder={value.length === 0 ? t.teams.find : ''}
      nothingFoundMessage={t.teams.nobody}
      searchable
      hidePickedOptions
    />
  );
}

/** Two people may have one name; a login is one person's. */
function nameOf({ name, login }: User): string {
  return visible(name && name !== login ? `${name} (${login})` : login);
}
