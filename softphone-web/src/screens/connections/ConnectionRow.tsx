import { Badge, Button } from '@mantine/core';
import type { Connection, PbxStatus } from '@perezvon/cti-server/contract';
import { useSpeech } from '../../text/language.tsx';
import { pbxSentence } from '../../text/problems.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import { nameOf, textOf } from './connection-facts.ts';
import classes from './Connections.module.css';

const COLOURS = { up: 'bell', connecting: 'gray', down: 'red', refused: 'red' } as const;

/** One PBX: what it is called, whether it is connected, why not, and what can be done with it. */
export function ConnectionRow(props: {
  connection: Connection;
  /** Null while it is not connected at all. */
  status: PbxStatus | null;
  examine: () => void;
  edit: () => void;
  toggle: () => void;
  remove: () => void;
}) {
  const { t } = useSpeech();
  const { connection, status } = props;
  const { entry, enabled, source, problem } = connection;
  const trouble =
    problem === null
      ? status && pbxSentence(t, status)
      : problem === 'secret-unreadable'
        ? t.connections.secretUnreadable
        : t.connections.settingsWrong;
  return (
    <li className={rows.row} data-disabled={!enabled || undefined}>
      <div className={classes.what}>
        <div className={rows.name}>
          <HostileText text={nameOf(connection)} />
          {enabled && status && (
            <Badge color={COLOURS[status.state]} variant="light" size="sm" tt="none" ml="xs">
              {t.connections.states[status.state]}
            </Badge>
          )}
          {!enabled && (
            <Badge color="gray" variant="light" size="sm" tt="none" ml="xs">
              {t.connections.disabled}
            </Badge>
          )}
        </div>
        <div className="quiet figures">
          {[connection.id, [textOf(entry, 'host'), entry['port']].filter(Boolean).join(':')]
            .filter(Boolean)
            .join(' · ')}
        </div>
        {enabled && trouble && <p className={classes.trouble}>{trouble}</p>}
        {source === 'file' && <p className="quiet">{t.connections.fromFile}</p>}
      </div>
      <div className={rows.acts}>
        <Button size="compact-sm" variant="subtle" onClick={props.examine}>
          {t.connections.examine}
        </Button>
        {source === 'page' && (
          <>
            <Button size="compact-sm" variant="subtle" onClick={props.edit}>
              {t.app.edit}
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={props.toggle}>
              {enabled ? t.connections.disable : t.connections.enable}
            </Button>
            <Button size="compact-sm" variant="subtle" color="red" onClick={props.remove}>
              {t.connections.remove}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
