import { Button, Skeleton } from '@mantine/core';
import type { User, VersionedRules } from '@perezvon/cti-server/contract';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { nameOf } from '../../cards/PeopleSelect.tsx';
import { LOOK_AGAIN } from '../../cards/look-again.ts';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useOpened } from '../../cards/use-opened.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Failure } from '../../ui/Troubles.tsx';
import { FirmForm } from './FirmForm.tsx';
import { RulesEdit } from './RulesEdit.tsx';

/** The general rules, that nobody removes. */
const GENERAL = 'default';

type Open =
  | { readonly what: 'edit' | 'remove'; readonly rules: VersionedRules }
  | { readonly what: 'create' };

/** Who may call what outside, how much and when: for administrators. */
export function RulesList() {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [open, setOpen] = useOpened<Open>(({ what }) => what !== 'remove');
  const rules = useQuery({
    queryKey: ['toll-rules'],
    queryFn: () => api.tollRules(),
    ...LOOK_AGAIN,
  });
  const users = useQuery({ queryKey: ['users'], queryFn: () => api.users() });
  const close = () => setOpen(null);

  async function remove(gone: VersionedRules): Promise<void> {
    try {
      await api.removeTollRules(gone.id);
      await queries.invalidateQueries({ queryKey: ['toll-rules'] });
      close();
    } catch (error) {
      tellFailure(error);
    }
  }

  if (rules.isPending || users.isPending) return <Skeleton height={200} radius="md" />;
  // one that fails later takes no open form away
  if (rules.isLoadingError || users.isLoadingError) {
    const again = () => void Promise.all([rules.refetch(), users.refetch()]);
    return <Failure text={t.tolls.failed} again={{ label: t.app.retry, act: again }} />;
  }
  if (open?.what === 'edit' || open?.what === 'create') {
    const edited = open.what === 'edit' ? open.rules : null;
    const [general] = rules.data.items;
    return <RulesEdit rules={edited} like={general} users={users.data} done={close} />;
  }
  const removed = open?.what === 'remove' ? open.rules : null;
  return (
    <Plate label={t.tolls.rules}>
      <div className={rows.top}>
        <h2 className={rows.title}>{t.tolls.rules}</h2>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setOpen({ what: 'create' })}
        >
          {t.tolls.create}
        </Button>
      </div>
      <ul className={rows.list}>
        {rules.data.items.toReversed().map((one) => (
          <Row
            key={one.id}
            rules={one}
            users={users.data}
            edit={() => setOpen({ what: 'edit', rules: one })}
            remove={() => setOpen({ what: 'remove', rules: one })}
          />
        ))}
      </ul>
      <FirmForm firm={rules.data.firm} />
      <Question
        asked={removed !== null}
        title={t.tolls.removeTitle(removed?.name ?? '')}
        act={t.tolls.remove}
        does={async () => removed && remove(removed)}
        close={close}
      >
        <p>{t.tolls.removeText}</p>
      </Question>
    </Plate>
  );
}

function Row(props: {
  rules: VersionedRules;
  users: readonly User[];
  edit: () => void;
  remove: () => void;
}) {
  const { t } = useSpeech();
  const { rules, users } = props;
  const { home, countries, hours, atOnce, perMinute, perDay } = rules;
  const isGeneral = rules.id === GENERAL;
  const whose = [
    ...rules.roles.map((role) => t.users.roles[role]),
    ...users.filter(({ id }) => rules.users.includes(id)).map(nameOf),
  ].join(', ');
  const says = [
    ...(isGeneral ? [] : [whose || '—']),
    t.tolls.where(home, countries.length),
    t.tolls.howMuch(atOnce, perMinute, perDay),
    hours ? `${hours.from}–${hours.to}` : t.tolls.anyTime.toLowerCase(),
  ];
  return (
    <li className={rows.row}>
      <div className={rows.who}>
        <div className={rows.name}>
          <HostileText text={isGeneral ? t.tolls.general : rules.name} />
        </div>
        <div className="quiet">
          <HostileText text={says.join(' · ')} />
        </div>
      </div>
      <div className={rows.acts}>
        <Button size="compact-sm" variant="subtle" onClick={props.edit}>
          {t.app.edit}
        </Button>
        {!isGeneral && (
          <Button size="compact-sm" variant="subtle" color="red" onClick={props.remove}>
            {t.tolls.remove}
          </Button>
        )}
      </div>
    </li>
  );
}
