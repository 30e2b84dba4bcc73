import type { Phone, PhoneCall } from './phone.ts';

/** The phone's commands for buttons and keys: a refusal is told to the user, not thrown. */
export interface PhoneActs {
  readonly answer: (id: string) => void;
  readonly reject: (id: string) => void;
  readonly hangUp: (id: string) => void;
  readonly mute: (id: string, on: boolean) => void;
  readonly hold: (id: string, on: boolean) => void;
  readonly dtmf: (id: string, tones: string) => void;
}

/** Binds the commands of a phone; `refused` gets what they reject with. */
export function phoneActs(phone: Phone, refused: (error: unknown) => void): PhoneActs {
  return {
    answer: (id) => void phone.answer(id).catch(refused),
    reject: (id) => void phone.reject(id).catch(refused),
    hangUp: (id) => void phone.hangUp(id).catch(refused),
    mute: (id, on) => void phone.mute(id, on).catch(refused),
    hold: (id, on) => void phone.hold(id, on).catch(refused),
    dtmf: (id, tones) => void phone.dtmf(id, tones).catch(refused),
  };
}

/** An act of the keyboard, which names no call. */
export type KeyCommand = 'answer' | 'hangUp' | 'mute' | 'hold';

/**
 * Does what a key means with the calls as they are: answers the one that has rung longest; ends the
 * one that is spoken in, else the one being dialled, else rejects the ringing one, else the held one.
 */
export function actByKey(acts: PhoneActs, command: KeyCommand, calls: readonly PhoneCall[]): void {
  const first = (state: PhoneCall['state']) => calls.find((call) => call.state === state);
  const [ringing, talking, held] = [first('ringing'), first('talking'), first('held')];
  switch (command) {
    case 'answer':
      if (ringing) acts.answer(ringing.id);
      break;
    case 'hangUp': {
      const mine = talking ?? first('dialling');
      if (mine) acts.hangUp(mine.id);
      else if (ringing) acts.reject(ringing.id);
      else if (held) acts.hangUp(held.id);
      break;
    }
    case 'mute':
      if (talking) acts.mute(talking.id, !talking.muted);
      break;
    case 'hold': {
      const one = talking ?? held;
      if (one) acts.hold(one.id, one === talking);
      break;
    }
  }
}
