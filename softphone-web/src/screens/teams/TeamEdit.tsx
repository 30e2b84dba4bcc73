import { Checkbox, TextInput } from '@mantine/core';
import { leads, type Team, type TeamEntry, type User } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { nameOf, PeopleSelect, peopleText } from '../../cards/PeopleSelect.tsx';
import { useParts } from '../../cards/parts.tsx';
import { sameOne, useVersioned } from '../../cards/use-versioned.ts';
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
  const { formElement, form, set, marks, meanwhile, busy, submit } = useTeamForm(team, props.done);
  const { name, members, supervisors, seesAll } = t.teams;
  const whose = peopleText(users);
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
        <form
          ref={formElement}
          onSubmit={submit}
          style={{ display: 'grid', gap: 14 }}
          autoComplete="off"
        >
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
          <ChangedMeanwhile
            meanwhile={meanwhile}
            labels={{ name, members, supervisors, seesAll }}
            texts={{ members: whose, supervisors: whose }}
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
  const queryKey = ['teams'];
  const { form, meanwhile, replace, ...versioned } = useVersioned<Team, TeamEntry>({
    thing: team,
    formOf: entryOf,
    read: async (seen) =>
      sameOne(
        await queries.fetchQuery({ queryKey, queryFn: () => api.teams(), staleTime: 0 }),
        seen,
      ),
  });
  const { formElement, busy, marks, changed, save } = useSaving();

  function set(part: Partial<TeamEntry>) {
    versioned.set(part);
    changed(part);
  }

  async function send(seen: Team | null): Promise<void> {
    await api.saveTeam(seen, form);
    await queries.invalidateQueries({ queryKey });
    done();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(() => replace(send));
  }

  return { formElement, form, set, marks, meanwhile, busy, submit };
}

function entryOf(team: Team | null): TeamEntry {
  return {
    name: team?.name ?? '',
    members: team?.members ?? [],
    supervisors: team?.supervisors ?? [],
    seesAll: team?.seesAll ?? false,
  };
}
