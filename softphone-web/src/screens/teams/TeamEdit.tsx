import { Checkbox, TextInput } from '@mantine/core';
import { leads, type Team, type TeamEntry, type User } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { nameOf, PeopleSelect } from '../../cards/PeopleSelect.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { SaveOrCancel } from '../../cards/SaveOrCancel.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';

/** The form of a team; `team` null makes a new one. */
export function TeamEdit(props: { team: Team | null; users: readonly User[]; done: () => void }) {
  const { t } = useSpeech();
  const { team, users } = props;
  const { form, set, marks, busy, submit } = useTeamForm(team, props.done);
  const title = team?.name ?? t.teams.create;
  const wrong = users
    .filter(({ id, role }) => form.supervisors.includes(id) && !leads(role))
    .map(nameOf);
  return (
    <Plate label={title}>
      <div className={rows.form}>
        <h1 className={rows.title}>
          <HostileText text={title} lines={2} />
        </h1>
        <form onSubmit={submit} style={{ display: 'grid', gap: 14 }} autoComplete="off">
          <TextInput
            label={t.teams.name}
            error={marks['name']}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={200}
            required
            autoFocus
          />
          <PeopleSelect
            label={t.teams.members}
            hint={t.teams.membersHint}
            users={users}
            value={form.members}
            choose={(members) => set({ members })}
            error={marks['members']}
          />
          <PeopleSelect
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
          <SaveOrCancel busy={busy} disabled={!form.name.trim()} cancel={props.done} />
        </form>
      </div>
    </Plate>
  );
}

function useTeamForm(team: Team | null, done: () => void) {
  const { api } = useParts();
  const queries = useQueryClient();
  const [form, setForm] = useState<TeamEntry>({
    name: team?.name ?? '',
    members: team?.members ?? [],
    supervisors: team?.supervisors ?? [],
    seesAll: team?.seesAll ?? false,
  });
  const { busy, marks, changed, save } = useSaving();

  function set(part: Partial<TeamEntry>) {
    setForm({ ...form, ...part });
    changed(part);
  }

  async function send(): Promise<void> {
    // also where somebody else was sooner: it is opened anew as they left it
    const readAnew = () => queries.invalidateQueries({ queryKey: ['teams'] });
    await api.saveTeam(team, form).finally(readAnew);
    done();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(send);
  }

  return { form, set, marks, busy, submit };
}
