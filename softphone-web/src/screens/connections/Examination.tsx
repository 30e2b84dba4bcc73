import { Button, Loader } from '@mantine/core';
import type { Connection, Diagnosis } from '@perezvon/cti-server/contract';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconMinus,
  IconPlayerStop,
  IconRefresh,
} from '@tabler/icons-react';
import { CopyText } from '../../cards/CopyText.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import rows from '../../ui/rows.module.css';
import { nameOf } from './connection-facts.ts';
import classes from './Connections.module.css';
import { TestCall } from './TestCall.tsx';
import { useExamination } from './use-examination.ts';

const SIGNS = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconMinus,
} as const;

/** What the doctor says of a connection: each check as it comes, what came back, and what to change. */
export function Examination({ connection, back }: { connection: Connection; back: () => void }) {
  const { t } = useSpeech();
  const { id } = connection;
  const { state, diagnoses, again, cancel } = useExamination(id);
  const words = t.connections;
  const failed = diagnoses.filter((one) => one.state === 'failed').length;
  return (
    <>
      <div className={rows.top}>
        <h1 className={rows.title}>
          <HostileText text={words.doctorTitle(nameOf(connection))} lines={2} />
        </h1>
        <div className={rows.acts}>
          {state === 'running' ? (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={18} aria-hidden />}
              onClick={cancel}
            >
              {words.examineCancel}
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconRefresh size={18} aria-hidden />}
              onClick={again}
            >
              {words.examineAgain}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={back}>
            {words.back}
          </Button>
        </div>
      </div>
      {state === 'failed' && (
        <Failure text={words.examineFailed} again={{ label: t.app.retry, act: again }} />
      )}
      {state !== 'failed' && (
        <p className={classes.waiting} role="status">
          {state === 'running' && <Loader size="sm" aria-hidden />}
          {state === 'running' && words.examining(diagnoses.length)}
          {state === 'cancelled' && words.examineCancelled}
          {state === 'done' && words.examined(failed)}
        </p>
      )}
      <ol className={rows.list}>
        {diagnoses.map((one) => (
          <Check key={one.check} diagnosis={one} />
        ))}
      </ol>
      {state === 'done' && <TestCall pbx={id} />}
    </>
  );
}

function Check({ diagnosis }: { diagnosis: Diagnosis }) {
  const { t, language } = useSpeech();
  const { state, tried, found, cure, file, lines } = diagnosis;
  const Sign = SIGNS[state];
  const text = lines.join('\n');
  return (
    <li className={classes.check} data-state={state}>
      <Sign size={20} aria-hidden className={classes.sign} />
      <div className={classes.what}>
        <div className={rows.name}>
          {tried[language]}
          <span className="quiet"> · {t.connections.checkStates[state]}</span>
        </div>
        <p>
          <bdi>{found[language]}</bdi>
        </p>
        {cure && <p>{cure[language]}</p>}
        {text && (
          <div className={classes.lines}>
            {file !== null && <code>{file}</code>}
            <pre>{text}</pre>
            <CopyText text={text} size="compact-sm" variant="subtle" />
          </div>
        )}
      </div>
    </li>
  );
}
