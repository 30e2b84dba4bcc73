import { Skeleton } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconLoader } from '@tabler/icons-react';
import type { PbxStatus } from '@perezvon/cti-server/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParts } from '../../cards/parts.tsx';
import type { Text } from '../../text/en.ts';
import { useSpeech } from '../../text/language.tsx';
import { partSentences, pbxSentence } from '../../text/problems.ts';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import { GapList } from './GapList.tsx';
import classes from './HealthShow.module.css';
import { TrafficShow } from './TrafficShow.tsx';

/** Whether each part works, since when, and what to do where it does not. */
export function HealthShow({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t, language, when } = useSpeech();
  const { api, user } = useParts();
  const query = useQuery({
    queryKey: ['health'],
    queryFn: () => api.health(),
    refetchInterval: 5000,
    retry: false,
  });
  return (
    <div className={classes.page}>
      <Plate label={t.health.pbx}>
        <h1 className={classes.title}>{t.health.pbx}</h1>
        <ul className={classes.list}>
          {pbx.map((status) => (
            <Pbx key={status.pbx} status={status} />
          ))}
        </ul>
      </Plate>
      <GapList pbx={pbx} />
      <Plate label={t.health.parts}>
        <h2 className={classes.title}>{t.health.parts}</h2>
        {query.isPending && <Skeleton height={160} m="md" w="auto" radius="md" />}
        {query.isError && (
          <Failure
            text={t.health.failed}
            again={{ label: t.app.retry, act: () => void query.refetch() }}
          />
        )}
        {query.data && (
          <>
            <ul className={classes.list}>
              {query.data.parts.map((part) => (
                <Line
                  key={part.part}
                  tone={part.ok ? 'good' : 'bad'}
                  name={partName(t, part.part, pbx)}
                  state={part.ok ? t.health.works : t.health.broken}
                  since={t.health.since(when(part.since))}
                >
                  {partSentences({ t, language }, part).map((words) => (
                    <p key={words}>{words}</p>
                  ))}
                </Line>
              ))}
            </ul>
            {query.data.version && (
              <p className={classes.version}>{t.health.version(query.data.version)}</p>
            )}
          </>
        )}
      </Plate>
      {user.role === 'admin' && <TrafficShow pbx={pbx} />}
    </div>
  );
}

/** `pbx:office` in words. */
function partName(t: Text, part: string, pbx: readonly PbxStatus[]): string {
  const [kind = '', id = ''] = part.split(':');
  const name = pbx.find((one) => one.pbx === id)?.name ?? id;
  if (id !== '' && kind === 'pbx') return t.health.pbxPart(name);
  if (id !== '' && kind === 'messages') return t.health.messagesPart(name);
  if (id !== '' && kind === 'cdr') return t.health.cdrPart(name);
  if (id !== '' && kind === 'recordings') return t.health.recordingsPart(name);
  return t.health.partNames[part] ?? part;
}

function Pbx({ status }: { status: PbxStatus }) {
  const { t, when } = useSpeech();
  const problem = pbxSentence(t, status);
  return (
    <Line
      tone={status.state === 'up' ? 'good' : status.state === 'connecting' ? 'waiting' : 'bad'}
      name={status.name}
      state={t.health.states[status.state]}
      since={t.health.since(when(status.since))}
    >
      {problem && <p>{problem}</p>}
    </Line>
  );
}

const icons = { good: IconCircleCheck, bad: IconCircleX, waiting: IconLoader };

function Line(props: {
  tone: keyof typeof icons;
  name: string;
  state: string;
  since: string;
  children?: ReactNode;
}) {
  const Icon = icons[props.tone];
  return (
    <li className={classes.line} data-tone={props.tone}>
      <Icon size={22} stroke={1.8} aria-hidden />
      <div className={classes.text}>
        <div className={classes.head}>
          <strong>{props.name}</strong>
          <span className={classes.state}>{props.state}</span>
          <span className="quiet">{props.since}</span>
        </div>
        {props.children}
      </div>
    </li>
  );
}
