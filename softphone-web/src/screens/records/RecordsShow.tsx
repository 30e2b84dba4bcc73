import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import type { Finding, PbxStatus, Reconciliation } from '@perezvon/cti-server/contract';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import classes from './RecordsShow.module.css';

/** Whether the log has every call that the PBX has records of: for who sees all calls. */
export function RecordsShow({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { reach } = useParts();
  if (reach !== 'all') return <Empty text={t.records.denied} />;
  return <Days pbx={pbx} />;
}

const KEY = ['reconciliations'];

function Days({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({ queryKey: KEY, queryFn: () => api.reconciliations() });
  const nameOf = (id: string) => pbx.find((one) => one.pbx === id)?.name ?? id;
  return (
    <Plate label={t.records.title}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t.records.title}</h1>
        <p className="quiet">{t.records.about}</p>
      </div>
      {query.isPending && <Skeleton height={160} m="md" w="auto" radius="md" />}
      {query.isError && (
        <Failure
          text={t.records.failed}
          again={{ label: t.app.retry, act: () => void query.refetch() }}
        />
      )}
      {query.data?.pbxs.length === 0 && (
        <Empty text={t.records.none}>
          <p className="quiet">{t.records.noneHint}</p>
        </Empty>
      )}
      {query.data && query.data.pbxs.length > 0 && (
        <>
          <Compare pbxs={query.data.pbxs} nameOf={nameOf} />
          {query.data.items.length === 0 && <Empty text={t.records.empty} />}
          <ul className={classes.list}>
            {query.data.items.map((one) => (
              <Day key={`${one.pbx} ${one.day}`} found={one} name={nameOf(one.pbx)} />
            ))}
          </ul>
        </>
      )}
    </Plate>
  );
}

/** Today as the browser's zone has it, as an input wants it. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function Compare(props: { pbxs: readonly string[]; nameOf: (id: string) => string }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [day, setDay] = useState(today);
  const [pbx, setPbx] = useState(props.pbxs[0] ?? '');
  const compare = useMutation({
    mutationFn: () => api.reconcile(pbx, day),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    onError: tellFailure,
  });
  return (
    <form
      className={classes.compare}
      onSubmit={(event) => {
        event.preventDefault();
        compare.mutate();
      }}
    >
      <TextInput
        type="date"
        required
        label={t.records.day}
        max={today()}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      {props.pbxs.length > 1 && (
        <NativeSelect
          label={t.records.pbx}
          data={props.pbxs.map((value) => ({ value, label: props.nameOf(value) }))}
          value={pbx}
          onChange={(event) => setPbx(event.currentTarget.value)}
        />
      )}
      <Button type="submit" variant="light" loading={compare.isPending}>
        {compare.isPending ? t.records.comparing : t.records.compare}
      </Button>
    </form>
  );
}

function Day({ found, name }: { found: Reconciliation; name: string }) {
  const { t, when, exact, language } = useSpeech();
  const { calls, missing, filled, extra, different, recordsFrom, clockAheadMs, findings } = found;
  const isWhole = missing + extra + different === 0 && recordsFrom === null;
  const words = [
    missing > 0 && t.records.missing(missing, filled),
    extra > 0 && t.records.extra(extra),
    different > 0 && t.records.different(different),
    recordsFrom && t.records.recordsFrom(exact(recordsFrom)),
  ].filter(Boolean);
  const Icon = isWhole ? IconCircleCheck : IconAlertTriangle;
  const date = new Date(`${found.day}T12:00:00`).toLocaleDateString(language, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
  });
  return (
    <li className={classes.day} data-whole={isWhole || undefined}>
      <Icon size={22} stroke={1.8} aria-hidden />
      <div className={classes.text}>
        <div className={classes.head}>
          <strong>{date}</strong>
          <span>{name}</span>
          {recordsFrom === null && (
            <span className={classes.share}>{t.records.share(shareOf(found))}</span>
          )}
          <span>{isWhole ? t.records.allThere : words.join(', ')}</span>
          <span className="quiet">
            {t.records.calls(calls)}, {t.records.lookedAt(when(found.at))}
            {clockAheadMs !== 0 && `, ${t.records.clock(clockAheadMs / 1_000)}`}
          </span>
        </div>
        {findings.length > 0 && (
          <ul className={classes.findings}>
            {findings.map((finding) => (
              <FoundCall key={`${finding.kind} ${finding.callId}`} finding={finding} />
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}

/** How much of what either side has is the same on both, in per cent; never 100 where something is not. */
function shareOf({ calls, missing, extra, different }: Reconciliation): string {
  const all = calls + extra;
  if (missing + extra + different === 0) return '100';
  const share = ((all - missing - extra - different) / Math.max(1, all)) * 100;
  return (Math.floor(share * 10) / 10).toString();
}

function FoundCall({ finding }: { finding: Finding }) {
  const { t, exact, number } = useSpeech();
  const shown = (value: string | null) => value ?? '—';
  return (
    <li>
      <Link href={`/calls/${encodeURIComponent(finding.callId)}`}>{exact(finding.startedAt)}</Link>{' '}
      {finding.number && <HostileText text={number(finding.number)} />}{' '}
      <span className="quiet">
        {finding.kind === 'different'
          ? finding.differences
              .map(({ field, log, cdr }) =>
                t.records.differs(
                  t.records.fields[field],
                  field === 'endedAt' && log ? exact(log) : shown(log),
                  field === 'endedAt' && cdr ? exact(cdr) : shown(cdr),
                ),
              )
              .join('; ')
          : t.records.kinds[finding.kind]}
      </span>
    </li>
  );
}
