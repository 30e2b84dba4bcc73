import type { Device } from '@perezvon/cti-server/contract';
import type { ReactNode } from 'react';
import { useSpeech } from '../text/language.tsx';
import { tellHeight } from '../ui/tell-height.ts';
import { visible } from '../ui/visible.ts';
import { CallStrip } from './CallStrip.tsx';
import { Aside, type ParkedCall } from './Aside.tsx';
import { DialBox } from './DialBox.tsx';
import type { Habits } from './habits.ts';
import classes from './PhoneBar.module.css';
import type { DialFrom, OtherPhones } from './other-phones.ts';
import type { PhoneActs } from './phone-acts.ts';
import { PhoneStatus } from './PhoneStatus.tsx';
import { otherCall, type PhoneCall, type PhoneState } from './phone.ts';
import type { MoveWays } from './StripActs.tsx';

const barHeight = tellHeight('--bar-height');

/** The phone, always in sight: how it stands, what it can dial, and its calls with their buttons. */
export function PhoneBar(props: {
  state: PhoneState;
  /** Null until the phone's code is loaded. */
  acts: PhoneActs | null;
  chooseDevice: (device: Device) => void;
  /** The choice among several phones; null where there is none to make. */
  dialFrom: DialFrom | null;
  /** Calls at the user's other phones, and what can be done to them. */
  elsewhere: OtherPhones;
  /** Who is on the other side of a call, as best known; hostile text. */
  nameOf: (call: PhoneCall) => string;
  dial: (number: string) => Promise<void>;
  ways: MoveWays;
  parked: readonly ParkedCall[];
  /** What is dialled to hear new messages; null where there is no such number. */
  voicemail: string | null;
  habits: Habits;
  setHabits: (change: Partial<Habits>) => void;
  /** What the account lacks for a phone, in words; null when nothing. */
  lack: string | null;
  /** Something beside the dial box (the demo's "Call me"). */
  extra?: ReactNode;
}) {
  const { t } = useSpeech();
  const { state, acts, elsewhere } = props;
  const calls = acts ? state.calls : [];
  const ringing = state.calls.filter((call) => call.state === 'ringing');
  return (
    <section ref={barHeight} className={classes.bar} aria-label={t.phone.bar}>
      <div className={classes.row}>
        <PhoneStatus
          state={state}
          choose={props.chooseDevice}
          dialFrom={props.dialFrom}
          habits={props.habits}
          setHabits={props.setHabits}
        />
        {state.extension === null ? (
          <span className="quiet">{props.lack}</span>
        ) : (
          <>
            <DialBox dial={props.dial} suggest={props.ways.suggest} />
            <Aside
              parked={props.parked}
              messages={state.messages}
              voicemail={props.voicemail}
              dial={props.dial}
            />
            {props.extra}
          </>
        )}
      </div>
      {calls.length + elsewhere.calls.length > 0 && (
        <div className={classes.calls}>
          {elsewhere.calls.map(({ call, extension }) => (
            <CallStrip
              key={`${extension} ${call.id}`}
              call={call}
              at={t.phone.phones.desk(extension)}
              who={props.nameOf(call)}
              acts={elsewhere.acts}
              desk
              other={otherCall(atPhone(elsewhere, extension), call.id)}
              ways={props.ways}
            />
          ))}
          {acts &&
            calls.map((call) => (
              <CallStrip
                key={call.id}
                call={call}
                who={props.nameOf(call)}
                acts={acts}
                desk={state.device === 'desk'}
                other={otherCall(state, call.id)}
                ways={props.ways}
              />
            ))}
        </div>
      )}
      <p className={classes.spoken} aria-live="assertive">
        {ringing.map((call) => t.phone.ringingAria(visible(props.nameOf(call)))).join('. ')}
      </p>
    </section>
  );
}

function atPhone({ calls }: OtherPhones, extension: string) {
  return { calls: calls.filter((one) => one.extension === extension).map(({ call }) => call) };
}
