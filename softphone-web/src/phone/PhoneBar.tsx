import type { Device } from '@perezvon/cti-server/contract';
import type { ReactNode } from 'react';
import { useSpeech } from '../text/language.tsx';
import { CallStrip, type StripActs, type StripCall } from './CallStrip.tsx';
import { DialBox, type Suggestion } from './DialBox.tsx';
import classes from './PhoneBar.module.css';
import { type PhoneStanding, PhoneStatus } from './PhoneStatus.tsx';

/** The phone, always in sight: how it stands, what it can dial, and its calls with their buttons. */
export function PhoneBar(props: {
  standing: PhoneStanding;
  device: Device;
  chooseDevice: (device: Device) => void;
  calls: readonly StripCall[];
  acts: StripActs;
  dial: (number: string) => void;
  suggest: (text: string) => Promise<readonly Suggestion[]>;
  /** Something beside the dial box (the demo's "Call me"). */
  extra?: ReactNode;
}) {
  const { t } = useSpeech();
  const ringing = props.calls.filter((call) => call.incoming && call.state === 'ringing');
  return (
    <section className={classes.bar} aria-label={t.phone.bar}>
      <div className={classes.row}>
        <PhoneStatus
          standing={props.standing}
          device={props.device}
          choose={props.chooseDevice}
        />
        <DialBox dial={props.dial} suggest={props.suggest} />
        {props.extra}
      </div>
      {props.calls.length > 0 && (
        <div className={classes.calls}>
          {props.calls.map((call) => (
            <CallStrip key={call.id} call={call} acts={props.acts} />
          ))}
        </div>
      )}
      <p className={classes.spoken} aria-live="assertive">
        {ringing.map((call) => t.phone.ringingAria(call.who)).join('. ')}
      </p>
    </section>
  );
}
