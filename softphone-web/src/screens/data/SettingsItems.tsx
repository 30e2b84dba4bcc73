import { Badge, PasswordInput } from '@mantine/core';
import type { SettingsItem } from '@perezvon/cti-server/contract';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import classes from './Data.module.css';

const COLOURS = { add: 'teal', change: 'blue', same: 'gray', blocked: 'red' } as const;

/** What an import would do, or did, item by item; secrets are typed where they are needed. */
export function SettingsItems(props: {
  items: readonly SettingsItem[];
  isDone: boolean;
  /** `CONNECTION/PATH` → text. */
  secrets: Readonly<Record<string, string>>;
  typed: (key: string, text: string) => void;
}) {
  const { t } = useSpeech();
  const { items, isDone, secrets, typed } = props;
  return (
    <ul className={rows.list} aria-label={t.data.settingsItems}>
      {items.map((item) => (
        <li key={`${item.kind} ${item.name}`} className={rows.row}>
          <Item item={item} isDone={isDone} />
          {!isDone &&
            item.secrets.map((path) => (
              <PasswordInput
                key={path}
                label={t.data.secretOf(item.name, path)}
                value={secrets[`${item.name}/${path}`] ?? ''}
                onChange={(event) => typed(`${item.name}/${path}`, event.currentTarget.value)}
                autoComplete="new-password"
                maxLength={20_000}
                style={{ flex: '1 1 240px' }}
              />
            ))}
        </li>
      ))}
    </ul>
  );
}

function Item({ item, isDone }: { item: SettingsItem; isDone: boolean }) {
  const { t, language } = useSpeech();
  const { kind, name, does, changes, problem } = item;
  const isFailed = isDone && problem !== null;
  const text = (value: string | number | boolean | null) => (value === null ? '—' : String(value));
  return (
    <div className={rows.who}>
      <div className={rows.name}>
        {t.data.kinds[kind]} <HostileText text={name} />{' '}
        <Badge variant="light" size="sm" tt="none" color={isFailed ? 'red' : COLOURS[does]}>
          {isFailed ? t.data.failedItem : t.data.does[does]}
        </Badge>
      </div>
      {problem && <p className={classes.problem}>{problem[language]}</p>}
      {does !== 'same' && (
        <ul className={classes.facts}>
          {changes.map(({ field, before, after }) => (
            <li key={field}>
              <bdi>{field}</bdi> <HostileText text={text(before)} /> →{' '}
              <HostileText text={text(after)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
