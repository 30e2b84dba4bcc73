import { Button, Loader } from '@mantine/core';
import type { Connection } from '@perezvon/cti-server/contract';
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import rows from '../../ui/rows.module.css';
import { Check } from './Check.tsx';
import { nameOf } from './connection-facts.ts';
import classes from './Connections.module.css';
import { EchoCall } from './EchoCall.tsx';
import { TestCall } from './TestCall.tsx';
import { useExamination } from './use-examination.ts';

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
      {state === 'done' && connection.entry['sip'] !== undefined && <EchoCall pbx={id} />}
      {state === 'done' && <TestCall pbx={id} />}
    </>
  );
}
