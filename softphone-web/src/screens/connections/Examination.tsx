import { Button, Loader } from '@mantine/core';
import type { Connection, Diagnosis } from '@perezvon/cti-server/contract';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconMinus,
  IconRefresh,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { CopyText } from '../../cards/CopyText.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import rows from '../../ui/rows.module.css';
import { nameOf } from './connection-facts.ts';
import classes from './Connections.module.css';
import { TestCall } from './TestCall.tsx';

const SIGNS = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconMinus,
} as const;

/** What the doctor says of a connection: each check, what came back, and what to change. */
export function Examination({ connection, back }: { connection: Connection; back: () => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const { id } = connection;
  const query = useQuery({
    queryKey: ['doctor', id],
    queryFn: () => api.examine(id),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  });
  const words = t.connections;
  return (
    <>
      <div className={rows.top}>
        <h1 className={rows.title}>
          <HostileText text={words.doctorTitle(nameOf(connection))} lines={2} />
        </h1>
        <div className={rows.acts}>
          <Button
            variant="default"
            leftSection={<IconRefresh size={18} aria-hidden />}
            loading={query.isFetching}
            onClick={() => void query.refetch()}
          >
            {words.examineAgain}
          </Button>
          <Button variant="subtle" color="gray" onClick={back}>
            {words.back}
          </Button>
        </div>
      </div>
      {query.isPending && (
        <p className={classes.waiting} role="status">
          <Loader size="sm" aria-hidden /> {words.examining}
        </p>
      )}
      {query.isError && (
        <Failure
          text={words.examineFailed}
          again={{ label: t.app.retry, act: () => void query.refetch() }}
        />
      )}
      {query.data && (
        <>
          <p className={classes.waiting} role="status">
            {words.examined(query.data.diagnoses.filter(({ state }) => state === 'failed').length)}
          </p>
          <ol className={rows.list}>
            {query.data.diagnoses.map((one) => (
              <Check key={one.check} diagnosis={one} />
            ))}
          </ol>
          <TestCall pbx={id} />
        </>
      )}
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
