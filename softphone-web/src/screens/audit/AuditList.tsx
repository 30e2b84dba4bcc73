import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { AUDIT_WORDS, type AuditAction, type AuditEntry } from '@perezvon/cti-server/contract';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { MoreButton } from '../../cards/MoreButton.tsx';
import { useParts } from '../../cards/parts.tsx';
import { takeFile } from '../../cards/take-file.ts';
import { type AuditQuery, auditFile } from '../../services/api-client.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import classes from './AuditList.module.css';
import { AuditRow } from './AuditRow.tsx';
import { ChainState } from './ChainState.tsx';

/** Who did what: for administrators. */
export function AuditList() {
  const { t } = useSpeech();
  const { user } = useParts();
  if (user.role !== 'admin') return <Empty text={t.audit.denied} />;
  return <Log />;
}

/** What is chosen; days as an input has them, both included. */
interface Chosen {
  readonly userId: string;
  readonly action: AuditAction | '';
  readonly from: string;
  readonly to: string;
}

const ALL: Chosen = { userId: '', action: '', from: '', to: '' };

function Log() {
  const { t } = useSpeech();
  const parts = useParts();
  const { user } = parts;
  const [chosen, setChosen] = useState(ALL);
  const query = queryOf(chosen);
  return (
    <Plate label={t.audit.title}>
      <div className={classes.top}>
        <div className={classes.head}>
          <h1 className={classes.title}>{t.audit.title}</h1>
          {user.mayExport && (
            <Button
              onClick={() => void takeFile(parts, auditFile(query))}
              variant="default"
              leftSection={<IconDownload size={18} aria-hidden />}
            >
              {t.audit.exported}
            </Button>
          )}
        </div>
        <p className="quiet">{t.audit.about}</p>
        <ChainState />
      </div>
      <Filter chosen={chosen} choose={setChosen} />
      <Found query={query} reset={chosen === ALL ? null : () => setChosen(ALL)} />
    </Plate>
  );
}

/** The days of the reader's zone as moments: `to` is the beginning of the day after it. */
function queryOf({ userId, action, from, to }: Chosen): AuditQuery {
  const startOf = (day: string, later: number) => {
    const date = new Date(`${day}T00:00:00`);
    if (Number.isNaN(date.getTime())) return null;
    date.setDate(date.getDate() + later);
    return date.toISOString();
  };
  return {
    userId: userId || null,
    action: action || null,
    from: startOf(from, 0),
    to: startOf(to, 1),
  };
}

function Filter({ chosen, choose }: { chosen: Chosen; choose: (chosen: Chosen) => void }) {
  const { t, language } = useSpeech();
  const { api } = useParts();
  const users = useQuery({ queryKey: ['users'], queryFn: () => api.users() });
  const words = Object.entries(AUDIT_WORDS[language]);
  return (
    <div className={classes.filter} role="search" aria-label={t.audit.title}>
      <NativeSelect
        label={t.audit.person}
        className={classes.choice}
        value={chosen.userId}
        onChange={(event) => choose({ ...chosen, userId: event.currentTarget.value })}
        data={[
          { value: '', label: t.audit.anyone },
          ...(users.data ?? []).map(({ id, name, login }) => ({
            value: id,
            label: `${name} (${login})`,
          })),
        ]}
      />
      <NativeSelect
        label={t.audit.action}
        className={classes.choice}
        value={chosen.action}
        onChange={(event) =>
          choose({ ...chosen, action: event.currentTarget.value as AuditAction | '' })
        }
        data={[
          { value: '', label: t.audit.anything },
          ...words.map(([value, label]) => ({ value, label })),
        ]}
      />
      {(['from', 'to'] as const).map((end) => (
        <TextInput
          key={end}
          className={classes.day}
          type="date"
          label={t.audit[end]}
          value={chosen[end]}
          onChange={(event) => choose({ ...chosen, [end]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

function Found({ query, reset }: { query: AuditQuery; reset: (() => void) | null }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const found = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam }) => api.audit(query, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    // others do things, too
    staleTime: 0,
  });
  if (found.isPending) return <Skeleton height={240} m="md" w="auto" radius="md" />;
  if (found.isError) {
    const again = { label: t.app.retry, act: () => void found.refetch() };
    return <Failure text={t.audit.failed} again={again} />;
  }
  const items: readonly AuditEntry[] = found.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return (
      <Empty text={reset ? t.audit.nothing : t.audit.empty}>
        {reset && (
          <Button variant="default" onClick={reset}>
            {t.audit.reset}
          </Button>
        )}
      </Empty>
    );
  }
  return (
    <>
      <ul className={classes.list}>
        {items.map((entry) => (
          <AuditRow key={entry.n} entry={entry} />
        ))}
      </ul>
      {found.hasNextPage && (
        <div className={classes.more}>
          <MoreButton list={found} />
        </div>
      )}
    </>
  );
}
