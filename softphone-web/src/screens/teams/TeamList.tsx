import { Badge, Button, Skeleton } from '@mantine/core';
import type { Team, User } from '@perezvon/cti-server/contract';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { LOOK_AGAIN } from '../../cards/look-again.ts';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useOpened } from '../../cards/use-opened.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { TeamEdit } from './TeamEdit.tsx';

type Open = { readonly what: 'edit' | 'remove'; readonly team: Team } | { readonly what: 'create' };

/** Who works with whom, and who sees whose calls: for administrators. */
export function TeamList() {
  const { t } = useSpeech();
  const { user } = useParts();
  if (user.role !== 'admin') return <Empty text={t.teams.denied} />;
  return <Teams />;
}

function Teams() {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [open, setOpen] = useOpened<Open>(({ what }) => what !== 'remove');
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => api.teams(), ...LOOK_AGAIN });
  const users = useQuery({ queryKey: ['users'], queryFn: () => api.users() });
  const close = () => setOpen(null);

  async function remove(team: Team) {
    try {
      await api.removeTeam(team.id);
      await queries.invalidateQueries({ queryKey: ['teams'] });
      close();
    } catch (error) {
      tellFailure(error);
    }
  }

  if (teams.isPending || users.isPending) return <Skeleton height={200} radius="md" />;
  // one that fails later takes no open form away
  if (teams.isLoadingError || users.isLoadingError) {
    const again = () => void Promise.all([teams.refetch(), users.refetch()]);
    return <Failure text={t.teams.failed} again={{ label: t.app.retry, act: again }} />;
  }
  if (open?.what === 'edit' || open?.what === 'create') {
    const team = open.what === 'edit' ? open.team : null;
    return <TeamEdit team={team} users={users.data} done={close} />;
  }
  const removed = open?.what === 'remove' ? open.team : null;
  return (
    <Plate label={t.teams.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.teams.title}</h1>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setOpen({ what: 'create' })}
        >
          {t.teams.create}
        </Button>
      </div>
      {teams.data.length === 0 && <Empty text={t.teams.none} />}
      <ul className={rows.list}>
        {teams.data.map((team) => (
          <Row
            key={team.id}
            team={team}
            users={users.data}
            edit={() => setOpen({ what: 'edit', team })}
            remove={() => setOpen({ what: 'remove', team })}
          />
        ))}
      </ul>
      <Question
        asked={removed !== null}
        title={t.teams.removeTitle(removed?.name ?? '')}
        act={t.teams.remove}
        does={async () => removed && remove(removed)}
        close={close}
      >
        <p>{t.teams.removeText}</p>
      </Question>
    </Plate>
  );
}

function Row(props: { team: Team; users: readonly User[]; edit: () => void; remove: () => void }) {
  const { t } = useSpeech();
  const { team, users } = props;
  const leaders = users
    .filter(({ id }) => team.supervisors.includes(id))
    .map(({ name, login }) => name || login);
  return (
    <li className={rows.row}>
      <div className={rows.who}>
        <div className={rows.name}>
          <HostileText text={team.name} />
          {team.seesAll && (
            <Badge variant="light" size="sm" tt="none" ml="xs">
              {t.teams.seesAllShort}
            </Badge>
          )}
        </div>
        <div className="quiet">
          <HostileText
            text={[
              t.teams.count(team.members.length),
              leaders.join(', ') || t.teams.nobodySupervises,
            ].join(' · ')}
          />
        </div>
      </div>
      <div className={rows.acts}>
        <Button size="compact-sm" variant="subtle" onClick={props.edit}>
          {t.app.edit}
        </Button>
        <Button size="compact-sm" variant="subtle" color="red" onClick={props.remove}>
          {t.teams.remove}
        </Button>
      </div>
    </li>
  );
}
