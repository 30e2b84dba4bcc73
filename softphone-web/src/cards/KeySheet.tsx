import { Kbd, Modal, Switch } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';
import { type Act, type ActGroup, isChord } from './acts.ts';
import classes from './KeySheet.module.css';

const GROUPS: readonly ActGroup[] = ['call', 'page', 'parts', 'screens', 'settings'];

/** The sheet of keys that `?` opens: every act that has one. */
export function KeySheet(props: {
  opened: boolean;
  close: () => void;
  acts: readonly Act[];
  /** Whether keys without Alt or Ctrl do something. */
  plain: boolean;
  setPlain: (on: boolean) => void;
}) {
  const { t } = useSpeech();
  const withKeys = props.acts.filter(({ keys }) => keys.length > 0);
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t.keys.title}
      size="xl"
      closeButtonProps={{ 'aria-label': t.app.close }}
    >
      <div className={classes.groups}>
        {GROUPS.map((group) => {
          const acts = withKeys.filter((act) => act.group === group);
          return acts.length > 0 && <Group key={group} name={t.keys.groups[group]} acts={acts} />;
        })}
      </div>
      <Switch
        mt="md"
        checked={props.plain}
        onChange={(event) => props.setPlain(event.currentTarget.checked)}
        label={t.keys.plain}
        description={t.keys.plainHint}
      />
    </Modal>
  );
}

function Group({ name, acts }: { name: string; acts: readonly Act[] }) {
  return (
    <section>
      <h3 className={classes.heading}>{name}</h3>
      <dl className={classes.sheet}>
        {acts.map((act) => (
          <div key={act.name}>
            <dt>{act.word}</dt>
            <dd>
              <Keys keys={act.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Keys as the sheet and the palette show them. */
export function Keys({ keys }: { keys: readonly string[] }) {
  const { t } = useSpeech();
  const between = isChord(keys) ? '+' : t.keys.thenKey;
  return keys.map((key, index) => (
    <span key={key}>
      {index > 0 && <span className={classes.between}>{between}</span>}
      <Kbd>{key}</Kbd>
    </span>
  ));
}
