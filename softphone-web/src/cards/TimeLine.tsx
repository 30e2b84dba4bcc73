import { IconCalendarEvent, IconMail, IconMessage, IconNote, IconPhone } from '@tabler/icons-react';
import type { PastInteraction } from '@perezvon/cti-server/contract';
import { Link } from 'wouter';
import type { Text } from '../text/en.ts';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { useOutcomes } from './card-query.ts';
import classes from './TimeLine.module.css';

const icons = {
  call: IconPhone,
  email: IconMail,
  sms: IconMessage,
  meeting: IconCalendarEvent,
  note: IconNote,
};

/** Past contacts with a customer, newest first; a call's line opens the call. */
export function TimeLine({ items }: { items: readonly PastInteraction[] }) {
  const { t, when, exact } = useSpeech();
  const { nameOf } = useOutcomes();
  return (
    <ol className={classes.list}>
      {items.map((item) => {
        const Icon = icons[item.kind as keyof typeof icons] ?? IconNote;
        const what = title(item, t);
        return (
          <li key={item.id} className={classes.item}>
            <Icon size={17} stroke={1.7} aria-hidden />
            <div className={classes.body}>
              <div className={classes.head}>
                {item.callId ? <Link href={`/calls/${item.callId}`}>{what}</Link> : what}
                <time dateTime={item.startedAt} title={exact(item.startedAt)} className="quiet">
                  {when(item.startedAt)}
                </time>
              </div>
              {item.outcome && <HostileText text={nameOf(item.outcome)} />}
              {item.note && <HostileText text={item.note} lines={2} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function title(item: PastInteraction, t: Text): string {
  const { directions, dispositions, extension } = t.call;
  const words = [
    item.direction
      ? (directions[item.direction as keyof typeof directions] ?? item.direction)
      : (t.contacts.kinds[item.kind as keyof typeof t.contacts.kinds] ?? item.kind),
    item.result ? (dispositions[item.result as keyof typeof dispositions] ?? item.result) : null,
    item.handledBy.length > 0 ? item.handledBy.map((one) => extension(one)).join(', ') : null,
  ];
  return words.filter((word) => word !== null).join(' · ');
}
