import { Button } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { IconCash, IconChecklist, IconPencilPlus, IconPhoneOutgoing } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { otherNumber, ownExtension } from './call-facts.ts';
import { refreshWork } from './card-query.ts';
import classes from './NewWork.module.css';
import { DealForm, InteractionForm, TaskForm, type WorkSource } from './new-work-forms.tsx';
import { useParts } from './parts.tsx';

type Kind = 'task' | 'call-back' | 'deal' | 'interaction';

const KINDS: readonly (readonly [Kind, typeof IconCash, string, string?])[] = [
  ['task', IconChecklist, 'task', 'Alt+T'],
  ['call-back', IconPhoneOutgoing, 'callBack', 'Alt+B'],
  ['deal', IconCash, 'deal', 'Alt+S'],
  ['interaction', IconPencilPlus, 'interaction', 'Alt+U'],
];

/** What may be made from a call in two acts: choose it, save it; it is filled in and linked back. */
export function NewWork({ call, used }: { call: CallView; used?: () => void }) {
  const { t } = useSpeech();
  const { user, tellDone } = useParts();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Kind | null>(null);
  const part = useRef<HTMLElement>(null);
  if (call.direction === 'internal') return null;
  const contact = call.caller.kind === 'known' ? call.caller.contact : null;
  const source: WorkSource = {
    callId: call.id,
    contactId: contact?.id ?? null,
    name: contact?.name ?? '',
    number: otherNumber(call, ownExtension(call, user)),
  };

  /** The form goes: the focus that it has is the button's that opened it, from where the next is one key away. */
  function leaveForm(): void {
    const { activeElement: active } = document;
    if (active === document.body || part.current?.contains(active))
      part.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
  }

  function made(kind: Kind, forColleague: boolean): void {
    tellDone(forColleague ? t.work.given : t.work.made[kind]);
    refreshWork(queries, source.contactId);
    leaveForm();
    // the next may be open already
    setOpen((now) => (now === kind ? null : now));
  }

  const acts = (kind: Kind) => ({
    source,
    made: (forColleague = false) => made(kind, forColleague),
    cancel() {
      leaveForm();
      setOpen(null);
    },
  });
  return (
    <section ref={part} aria-label={t.work.acts} className={classes.work}>
      <div className={classes.acts}>
        {KINDS.map(([kind, Icon, act, keys]) => (
          <Button
            key={kind}
            size="compact-sm"
            variant={open === kind ? 'filled' : 'default'}
            leftSection={<Icon size={16} stroke={1.8} aria-hidden />}
            aria-expanded={open === kind}
            onClick={() => {
              used?.();
              setOpen(open === kind ? null : kind);
            }}
            data-card-act={act}
            {...(keys === undefined ? {} : { 'aria-keyshortcuts': keys })}
          >
            {t.work[kind]}
          </Button>
        ))}
      </div>
      {(open === 'task' || open === 'call-back') && (
        <TaskForm key={open} kind={open} {...acts(open)} />
      )}
      {open === 'deal' && <DealForm {...acts('deal')} />}
      {open === 'interaction' && <InteractionForm {...acts('interaction')} />}
    </section>
  );
}
