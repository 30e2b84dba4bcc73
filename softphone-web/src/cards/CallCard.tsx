import { ActionIcon, Button } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconExternalLink } from '@tabler/icons-react';
import type { CallView } from '@perezvon/cti-server/contract';
import { Link } from 'wouter';
import { type ReactNode, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { Plate } from '../ui/Plate.tsx';
import classes from './CallCard.module.css';
import { CallerPart } from './CallerPart.tsx';
import { handedBy, otherNumber, ownExtension } from './call-facts.ts';
import { useCard } from './card-query.ts';
import { DirectionMark, ResultMark } from './CallMarks.tsx';
import { CloseCard } from './CloseCard.tsx';
import { NoteField } from './NoteField.tsx';
import { NewWork } from './NewWork.tsx';
import { NumberAndHistory } from './NumberAndHistory.tsx';
import { NumberLink } from './NumberLink.tsx';
import { OutcomeField } from './OutcomeField.tsx';
import { useParts } from './parts.tsx';
import { RecordingPause } from './RecordingPause.tsx';
import { TimeLine } from './TimeLine.tsx';
import { Who } from './Who.tsx';
import { WorkList } from './WorkList.tsx';
import { WrapUpBar } from './WrapUpBar.tsx';

const tones = {
  waiting: 'plain',
  ringing: 'ringing',
  talking: 'talking',
  held: 'held',
  ended: 'plain',
} as const;

/** What can be done with a card as a whole. */
export interface CardHandles {
  /** Absent while the card must stay. */
  readonly close?: () => void;
  /** Only offered where cards cover the screen below. */
  readonly fold: { readonly folded: boolean; readonly toggle: () => void };
}

/** The screen-pop: who calls, by which number, what happened before, and the note. */
export function CallCard(
  props: CardHandles & {
    call: CallView;
    /** The operator is at work in it: the card must not go by itself. */
    keep: () => void;
  },
) {
  const { call } = props;
  const { t } = useSpeech();
  const { user } = useParts();
  const number = otherNumber(call, ownExtension(call, user));
  const [touched, setTouched] = useState(false);
  const inUse = () => {
    setTouched(true);
    props.keep();
  };
  return (
    <Plate tone={tones[call.state]} label={t.call.directions[call.direction]}>
      <Top {...props} />
      <div className={classes.body}>
        <CallerPart call={call} />
        <dl className={classes.facts}>
          {number && (
            <>
              <dt>{t.contacts.number}</dt>
              <dd>
                <NumberAndHistory number={number} />
              </dd>
            </>
          )}
          <OtherNumbers call={call} number={number} />
          <Via call={call} />
          <HandedBy call={call} />
        </dl>
        <RecordingPause call={call} />
        {!call.complete && <p className={classes.warning}>{t.call.incomplete}</p>}
        {props.close && (
          <WrapUpBar call={call} touched={touched} keep={props.keep} close={props.close} />
        )}
        {call.answeredAt !== null && call.direction !== 'internal' && (
          <OutcomeField call={call} chosen={inUse} />
        )}
        <NoteField key={call.id} id={`note-${call.id}`} call={call} typed={inUse} />
        <NewWork call={call} used={inUse} />
        <WorkList call={call} />
        {call.caller.kind === 'known' && <Past call={call} />}
        <Button
          component={Link}
          href={
            call.caller.kind === 'known'
              ? `/contacts/${call.caller.contact.id}`
              : `/calls/${call.id}`
          }
          variant="subtle"
          size="compact-md"
          className={classes.open}
          rightSection={<IconExternalLink size={16} aria-hidden />}
        >
          {t.call.open}
        </Button>
      </div>
    </Plate>
  );
}

/** The other numbers of a known caller. */
function OtherNumbers({ call, number }: { call: CallView; number: string | null }) {
  const { t } = useSpeech();
  const numbers = useCard(call).data?.contact?.numbers ?? [];
  const others = numbers
    .map(({ e164, written }) => e164 ?? written)
    .filter((one) => one !== number);
  if (others.length === 0) return null;
  return (
    <>
      <dt>{t.work.otherNumbers}</dt>
      <dd className={classes.others}>
        {others.map((one) => (
          <NumberLink key={one} number={one} />
        ))}
      </dd>
    </>
  );
}

/** Which colleague transferred the call, or asks; what they wrote stands in the note. */
function HandedBy({ call }: { call: CallView }) {
  const { t } = useSpeech();
  const { user } = useParts();
  const people = useCard(call).data?.people ?? [];
  const handed = handedBy(call, ownExtension(call, user));
  if (!handed) return null;
  const name = people.find(({ extension }) => extension === handed.by)?.name;
  return (
    <>
      <dt>{handed.how === 'asks' ? t.work.consultedBy : t.work.transferredBy}</dt>
      <dd>
        <HostileText
          text={[name, t.call.extension(handed.by)].filter(Boolean).join(' · ')}
          lines={2}
        />
        {call.note !== '' && <div className="quiet">{t.work.transferNote}</div>}
      </dd>
    </>
  );
}

/** By which of our numbers and queues the call came. */
function Via({ call }: { call: CallView }) {
  const { t, number } = useSpeech();
  if (!call.did && !call.queue && !call.didLabel) return null;
  const parts: readonly ReactNode[] = [
    call.didLabel,
    call.did && (
      <span key="did" className={classes.number}>
        {number(call.did)}
      </span>
    ),
    call.queue && t.call.queue(call.queue),
  ].filter(Boolean);
  return (
    <>
      <dt>{t.call.via}</dt>
      <dd>{parts.flatMap((part, index) => (index > 0 ? [' · ', part] : [part]))}</dd>
    </>
  );
}

/** The line at the top; all that is left of a folded card. */
function Top({ call, close, fold }: CardHandles & { call: CallView }) {
  const { t } = useSpeech();
  const { user } = useParts();
  return (
    <header className={classes.top} data-state={call.state} data-folded={fold.folded || undefined}>
      <DirectionMark call={call} bare={fold.folded} />
      <ResultMark call={call} />
      {call.state !== 'ended' && <Timer since={Date.parse(call.answeredAt ?? call.startedAt)} />}
      <strong className={classes.line}>
        {fold.folded && <Who call={call} extension={ownExtension(call, user)} />}
      </strong>
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.fold}
        onClick={fold.toggle}
        aria-label={fold.folded ? t.call.unfold : t.call.fold}
      >
        {fold.folded ? <IconChevronDown size={20} /> : <IconChevronUp size={20} />}
      </ActionIcon>
      {close && <CloseCard close={close} />}
    </header>
  );
}

function Past({ call }: { call: CallView }) {
  const { t } = useSpeech();
  const past = call.history.filter((item) => item.callId !== call.id);
  return (
    <section>
      <h3 className={classes.heading}>{t.call.history}</h3>
      {past.length > 0 ? <TimeLine items={past} /> : <p className="quiet">{t.call.noHistory}</p>}
    </section>
  );
}
