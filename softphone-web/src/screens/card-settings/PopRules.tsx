import { ActionIcon, Button, NativeSelect, TextInput } from '@mantine/core';
import { type CardSettings, PopWhen, type User } from '@perezvon/cti-server/contract';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import rows from '../../ui/rows.module.css';
import classes from './CardSettings.module.css';

type Pops = CardSettings['pops'];
const WHEN = PopWhen.anyOf.map((one) => one.const);
const NOBODY: readonly User[] = [];

/** When a card comes: for all, and otherwise for some queues and people. */
export function PopRules({ pops, change }: { pops: Pops; change: (pops: Pops) => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const users = useQuery({ queryKey: ['users'], queryFn: () => api.users() }).data ?? NOBODY;
  const free = users.filter(({ id }) => !pops.users.some(({ userId }) => userId === id));
  const { queues } = pops;

  return (
    <section className={classes.part} aria-label={t.cardSettings.pops}>
      <h2 className={rows.title}>{t.cardSettings.pops}</h2>
      <p className="quiet">{t.cardSettings.popsHint}</p>
      <ul className={classes.list}>
        {pops.users.map((rule, at) => (
          <li key={rule.userId} className={classes.row}>
            <NativeSelect
              className={classes.name ?? ''}
              aria-label={t.cardSettings.person}
              value={rule.userId}
              onChange={(event) => {
                const userId = event.currentTarget.value;
                change({ ...pops, users: pops.users.with(at, { ...rule, userId }) });
              }}
              data={users
                .filter((user) => user.id === rule.userId || free.includes(user))
                .map(({ id, name, login }) => ({ value: id, label: name || login }))}
            />
            <When
              when={rule.when}
              set={(when) => change({ ...pops, users: pops.users.with(at, { ...rule, when }) })}
            />
            <Remove act={() => change({ ...pops, users: pops.users.toSpliced(at, 1) })} />
          </li>
        ))}
        {queues.map((rule, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a rule is known by its place: its name is being typed
          <li key={`queue-${at}`} className={classes.row}>
            <TextInput
              className={classes.name ?? ''}
              aria-label={t.cardSettings.queue}
              placeholder={t.cardSettings.queue}
              value={rule.queue}
              onChange={(event) => {
                const queue = event.currentTarget.value;
                change({ ...pops, queues: queues.with(at, { ...rule, queue }) });
              }}
              maxLength={100}
              required
            />
            <When
              when={rule.when}
              set={(when) => change({ ...pops, queues: queues.with(at, { ...rule, when }) })}
            />
            <Remove act={() => change({ ...pops, queues: queues.toSpliced(at, 1) })} />
          </li>
        ))}
        <li className={classes.row}>
          <span className={classes.name}>{t.cardSettings.standard}</span>
          <When when={pops.standard} set={(standard) => change({ ...pops, standard })} />
        </li>
      </ul>
      <div className={classes.row}>
        {free[0] && (
          <Button
            variant="default"
            size="compact-md"
            onClick={() => {
              const userId = free[0]?.id;
              if (userId) change({ ...pops, users: [...pops.users, { userId, when: 'answer' }] });
            }}
          >
            {t.cardSettings.addPerson}
          </Button>
        )}
        <Button
          variant="default"
          size="compact-md"
          onClick={() => change({ ...pops, queues: [...queues, { queue: '', when: 'answer' }] })}
        >
          {t.cardSettings.addQueue}
        </Button>
      </div>
    </section>
  );
}

function When({ when, set }: { when: PopWhen; set: (when: PopWhen) => void }) {
  const { t } = useSpeech();
  return (
    <NativeSelect
      className={classes.flags ?? ''}
      aria-label={t.cardSettings.pops}
      value={when}
      onChange={(event) => {
        const chosen = WHEN.find((one) => one === event.currentTarget.value);
        if (chosen) set(chosen);
      }}
      data={WHEN.map((one) => ({ value: one, label: t.cardSettings.when[one] }))}
    />
  );
}

function Remove({ act }: { act: () => void }) {
  const { t } = useSpeech();
  return (
    <ActionIcon variant="subtle" color="gray" onClick={act} aria-label={t.app.remove}>
      <IconX size={18} />
    </ActionIcon>
  );
}
