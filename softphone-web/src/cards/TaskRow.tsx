import { Button } from '@mantine/core';
import type { Task } from '@perezvon/crm-core/model';
import { IconChecklist, IconPhoneOutgoing } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { browserClock } from '../services/browser-clock.ts';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { toastUndo } from '../ui/Toasts.tsx';
import { refreshWork } from './card-query.ts';
import { NumberLink } from './NumberLink.tsx';
import { useParts } from './parts.tsx';
import work from './Work.module.css';

/** One thing to be done, and the act that it is done, with a way back. `bare`: the contact is known from what stands around. */
export function TaskRow({ task, bare = false }: { task: Task; bare?: boolean }) {
  const { t, when, exact } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { kind, what, dueAt, contactId, contactName, number, originId, doneAt } = task;
  const Icon = kind === 'task' ? IconChecklist : IconPhoneOutgoing;
  const isLate = doneAt === null && dueAt !== null && Date.parse(dueAt) < browserClock.now();

  async function say(done: boolean): Promise<void> {
    setBusy(true);
    try {
      await api.saveTask(task.id, { done });
      if (done) toastUndo(t.work.wasDone, { word: t.work.undo, act: () => void say(false) });
    } catch (error) {
      tellFailure(error);
    }
    refreshWork(queries, contactId);
    setBusy(false);
  }

  return (
    <li className={work.row}>
      <Icon size={18} stroke={1.7} aria-hidden className={work.icon} />
      <div className={work.what}>
        <HostileText text={what} lines={2} />
        <div className={work.second}>
          {dueAt && (
            <time dateTime={dueAt} title={exact(dueAt)} data-late={isLate || undefined}>
              {isLate && `${t.work.overdue}: `}
              {when(dueAt)}
            </time>
          )}
          {!bare && contactId && contactName && (
            <Link href={`/contacts/${contactId}`}>
              <HostileText text={contactName} />
            </Link>
          )}
          {number && <NumberLink number={number} />}
          {!bare && originId && <Link href={`/calls/${originId}`}>{t.work.ofCall}</Link>}
        </div>
      </div>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={busy}
        onClick={() => void say(doneAt === null)}
        aria-label={doneAt === null ? t.work.doneWhat(what) : undefined}
      >
        {doneAt === null ? t.work.done : t.work.reopen}
      </Button>
    </li>
  );
}
