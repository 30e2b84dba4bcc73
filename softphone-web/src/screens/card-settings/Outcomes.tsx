import { ActionIcon, Button, MultiSelect, TextInput } from '@mantine/core';
import { type Outcome, OutcomeFlag } from '@perezvon/cti-server/contract';
import { IconArrowUp, IconX } from '@tabler/icons-react';
import { randomCode } from './outcome-code.ts';
import { useSpeech } from '../../text/language.tsx';
import rows from '../../ui/rows.module.css';
import classes from './CardSettings.module.css';

const FLAGS = OutcomeFlag.anyOf.map((one) => one.const);

/** The outcomes on offer, in the order in which operators see them. */
export function Outcomes(props: {
  outcomes: readonly Outcome[];
  change: (outcomes: Outcome[]) => void;
}) {
  const { t } = useSpeech();
  const { outcomes, change } = props;
  const offered = outcomes.filter(({ retired }) => !retired);
  const retired = outcomes.filter((one) => one.retired);
  const save = (next: readonly Outcome[]) => change([...next, ...retired]);
  const set = (code: string, part: Partial<Outcome>) =>
    save(offered.map((one) => (one.code === code ? { ...one, ...part } : one)));

  function up(at: number): void {
    const [one] = offered.slice(at, at + 1);
    if (one) save(offered.toSpliced(at, 1).toSpliced(at - 1, 0, one));
  }

  return (
    <section className={classes.part} aria-label={t.cardSettings.outcomes}>
      <h2 className={rows.title}>{t.cardSettings.outcomes}</h2>
      <p className="quiet">{t.cardSettings.outcomesHint}</p>
      <ul className={classes.list}>
        {offered.map((one, at) => {
          const word = one.name || (t.outcomes[one.code] ?? one.code);
          return (
            <li key={one.code} className={classes.row}>
              <TextInput
                className={classes.name ?? ''}
                aria-label={`${t.cardSettings.name}: ${word}`}
                placeholder={t.outcomes[one.code] ?? t.cardSettings.name}
                value={one.name}
                onChange={(event) => set(one.code, { name: event.currentTarget.value })}
                required={t.outcomes[one.code] === undefined}
                maxLength={60}
              />
              <MultiSelect
                className={classes.flags ?? ''}
                aria-label={`${t.cardSettings.means}: ${word}`}
                data={FLAGS.map((flag) => ({ value: flag, label: t.cardSettings.flags[flag] }))}
                value={one.flags}
                onChange={(flags) =>
                  set(one.code, { flags: FLAGS.filter((flag) => flags.includes(flag)) })
                }
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={at === 0}
                onClick={() => up(at)}
                aria-label={`${t.cardSettings.up}: ${word}`}
              >
                <IconArrowUp size={18} />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                disabled={offered.length === 1}
                onClick={() => save(offered.filter(({ code }) => code !== one.code))}
                aria-label={`${t.app.remove}: ${word}`}
              >
                <IconX size={18} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <div>
        <Button
          variant="default"
          size="compact-md"
          onClick={() =>
            save([...offered, { code: randomCode(), name: '', flags: [], retired: false }])
          }
        >
          {t.cardSettings.add}
        </Button>
      </div>
    </section>
  );
}
