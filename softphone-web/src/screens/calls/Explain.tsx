import { Button, Skeleton } from '@mantine/core';
import {
  type Explanation,
  inIgnoredWords,
  inStatementWords,
  leads,
  type Statement,
} from '@perezvon/cti-server/contract';
import { IconDownload, IconHelpCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './Explain.module.css';

/** Why a call is in the log as it is; loaded when asked for. */
export function Explain({ callId }: { callId: string }) {
  const { t } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <Plate label={t.explain.title}>
      {open ? (
        <Loaded callId={callId} />
      ) : (
        <div className={classes.body}>
          <Button
            variant="subtle"
            leftSection={<IconHelpCircle size={18} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {t.explain.open}
          </Button>
        </div>
      )}
    </Plate>
  );
}

function Loaded({ callId }: { callId: string }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({
    queryKey: ['explanation', callId],
    queryFn: () => api.explanation(callId),
    staleTime: 0,
  });
  if (query.isPending) return <Skeleton height={200} m="md" w="auto" radius="md" />;
  if (query.isError) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.explain.failed} again={again} />;
  }
  return <Told why={query.data} />;
}

function Told({ why }: { why: Explanation }) {
  const { t, clock, language } = useSpeech();
  const { user } = useParts();
  return (
    <div className={classes.body}>
      {why.unseen && (
        <p>
          <Words of={why.unseen} />
        </p>
      )}
      <h2 className={classes.heading}>{t.explain.caller}</h2>
      <p>
        <Words of={why.caller} />
      </p>
      <h2 className={classes.heading}>{t.explain.pops}</h2>
      {why.pops.length === 0 && (
        <p className="quiet">{why.unseen ? t.explain.noPopsSeen : t.explain.noPops}</p>
      )}
      <ul className={classes.list}>
        {why.pops.map(({ at, statement }) => (
          <li key={`${at} ${inStatementWords(statement, 'en')}`} className={classes.event}>
            <time className={classes.time}>{clock(at)}</time>
            <Words of={statement} />
          </li>
        ))}
      </ul>
      <h2 className={classes.heading}>{t.explain.events}</h2>
      {why.events.length === 0 && <p className="quiet">{t.explain.none}</p>}
      {why.cut && <p className="quiet">{t.explain.cut}</p>}
      <ol className={classes.list}>
        {why.events.map(({ at, said, concluded }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- a list that never changes
          <li key={index} className={classes.event}>
            <time className={classes.time}>{clock(at)}</time>
            <div>
              <p className="quiet">
                <Words of={said} />
              </p>
              {concluded.map((one) => (
                <p key={`${one.key} ${JSON.stringify(one.values)}`}>
                  <Words of={one} />
                </p>
              ))}
            </div>
          </li>
        ))}
      </ol>
      {why.ignored.length > 0 && <h2 className={classes.heading}>{t.explain.ignored}</h2>}
      <ul className={classes.list}>
        {why.ignored.map(({ reason, count }) => (
          <li key={reason}>{`${count} × ${inIgnoredWords(reason, language)}`}</li>
        ))}
      </ul>
      <p className="quiet">{t.explain.rules}.</p>
      {why.captured && leads(user.role) && user.mayExport && <Save callId={why.callId} />}
    </div>
  );
}

/** Numbers, names and file names in it come from callers. */
function Words({ of }: { of: Statement }) {
  const { language } = useSpeech();
  return <HostileText text={inStatementWords(of, language)} lines={3} />;
}

function Save({ callId }: { callId: string }) {
  const { t } = useSpeech();
  const address = `/api/calls/${encodeURIComponent(callId)}/capture`;
  const icon = <IconDownload size={18} aria-hidden />;
  return (
    <div className={classes.save}>
      <Button
        component="a"
        href={`${address}?masked=true`}
        download
        variant="light"
        leftSection={icon}
      >
        {t.explain.saveMasked}
      </Button>
      <Button component="a" href={address} download variant="subtle" leftSection={icon}>
        {t.explain.save}
      </Button>
    </div>
  );
}
