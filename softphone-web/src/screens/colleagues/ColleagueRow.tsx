import { Button } from '@mantine/core';
import { type Colleague, isPhoneOf, leads } from '@perezvon/cti-server/contract';
import { pauseWord, queueWord, useMemberActs, useQueues } from '../../cards/presence.ts';
import { NumberLink } from '../../cards/NumberLink.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Timer } from '../../text/Timer.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import rows from '../../ui/rows.module.css';
import classes from './ColleagueRow.module.css';
import { doingOf, doingSince } from './colleague-filter.ts';

/** One colleague: who, where, what they do and for how long, and how to reach them. */
export function ColleagueRow({ colleague }: { colleague: Colleague }) {
  const { t } = useSpeech();
  const { user } = useParts();
  const { name, extension, queues, signedIn, pause, doNotDisturb } = colleague;
  const doing = doingOf(colleague);
  const since = doingSince(colleague);
  const known = useQueues();
  const wordOf = (name: string) => {
    const queue = known.find((one) => one.pbx === colleague.pbx && one.name === name);
    return queue ? queueWord(queue) : name;
  };
  const isMine = isPhoneOf(user, colleague);
  const about = [
    isMine ? t.colleagues.you : '',
    colleague.userId !== null && !signedIn ? t.colleagues.notSignedIn : '',
    doNotDisturb ? t.colleagues.doNotDisturb : '',
    queues.map(wordOf).join(', '),
  ].filter(Boolean);
  return (
    <li className={rows.row} data-doing={doing}>
      <span className={classes.dot} data-doing={doing} aria-hidden />
      <div className={rows.who}>
        <span className={rows.name}>
          <HostileText text={name || t.call.extension(extension)} />
        </span>
        {about.length > 0 && (
          <div className="quiet">
            <HostileText text={about.join(' · ')} />
          </div>
        )}
      </div>
      <div className={classes.doing} data-doing={doing}>
        {t.colleagues.states[doing]}
        {since !== null && doing !== 'offline' && doing !== 'available' && (
          <>
            {' '}
            <Timer since={since} />
          </>
        )}
        {pause && pause.reason !== '' && (
          <div className={classes.reason}>
            <HostileText text={pauseWord(t, pause)} />
          </div>
        )}
      </div>
      <div className={classes.acts}>
        {pause && !isMine && leads(user.role) && <TakeOff colleague={colleague} />}
        {!isMine && colleague.pbx === user.pbx && <Reach colleague={colleague} />}
      </div>
    </li>
  );
}

/** Calls them, sends them the call that goes on, or takes theirs over while it rings. */
function Reach({ colleague: { extension, state } }: { colleague: Colleague }) {
  const { t } = useSpeech();
  const { dial, towards } = useParts();
  const { transfer, consult, pickup } = towards;
  const isOn = state !== 'offline';
  return (
    <>
      {isOn && transfer && (
        <Button size="compact-sm" variant="subtle" onClick={() => transfer(extension)}>
          {t.phone.transferNow}
        </Button>
      )}
      {isOn && consult && (
        <Button size="compact-sm" variant="subtle" onClick={() => consult(extension)}>
          {t.phone.askFirst}
        </Button>
      )}
      {pickup !== null && state === 'ringing' && (
        <Button size="compact-sm" variant="subtle" onClick={() => void dial(pickup + extension)}>
          {t.colleagues.takeCall}
        </Button>
      )}
      <NumberLink number={extension} />
    </>
  );
}

/** Who leads may end a pause that was forgotten. */
function TakeOff({ colleague }: { colleague: Colleague }) {
  const { t } = useSpeech();
  const { busy, pause } = useMemberActs();
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      disabled={busy}
      onClick={() => pause([colleague], null)}
    >
      {t.colleagues.endPause}
    </Button>
  );
}
