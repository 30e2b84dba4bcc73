import type { Phone, PhoneCall } from './phone.ts';

/** The phone's commands for buttons and keys: a refusal is told to the user, not thrown. */
export interface PhoneActs {
  readonly answer: (id: string) => void;
  readonly reject: (id: string) => void;
  readonly hangUp: (id: string) => void;
  readonly mute: (id: string, on: boolean) => void;
  readonly hold: (id: string, on: boolean) => void;
  readonly dtmf: (id: string, tones: string) => void;
  readonly transfer: (id: string, number: string) => void;
  readonly consult: (id: string, number: string) => void;
  readonly connect: (id: string) => void;
  readonly confer: (id: string) => void;
}

/**
 * Binds the commands of a phone; `refused` gets what they reject with. `digitsOf`: what the phone is to be told for a number
 * in any written form.
 */
export function phoneActs(
  phone: Phone,
  refused: (error: unknown) => void,
  digitsOf: (number: string) => Promise<string> = async (number) => number,
): PhoneActs {
  return {
    answer: (id) => void phone.answer(id).catch(refused),
    reject: (id) => void phone.reject(id).catch(refused),
    hangUp: (id) => void phone.hangUp(id).catch(refused),
    mute: (id, on) => void phone.mute(id, on).catch(refused),
    hold: (id, on) => void phone.hold(id, on).catch(refused),
    dtmf: (id, tones) => void phone.dtmf(id, tones).catch(refused),
    transfer: (id, number) =>
      void digitsOf(number)
        .then((digits) => phone.transfer(id, digits))
        .catch(refused),
    consult: (id, number) =>
      void digitsOf(number)
        .then((digits) => phone.consult(id, digits))
        .catch(refused),
    connect: (id) => void phone.connect(id).catch(refused),
    confer: (id) => void phone.confer(id).catch(refused),
  };
}

/** Calls that can be sent on, the one that is spoken in first. */
export function movable(calls: readonly PhoneCall[]): PhoneCall[] {
  return ['talking', 'held'].flatMap((state) =>
    calls.filter((call) => call.state === state && call.asksFor === null && !call.joined),
  );
}

/** An act of the keyboard, which names no call. */
export type KeyCommand = 'answer' | 'hangUp' | 'mute' | 'hold' | 'swap' | 'connect' | 'confer';

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
      const mine = talking ?? first('dialling') ?? first('returning');
      if (mine) acts.hangUp(mine.id);
      else if (ringing) acts.reject(ringing.id);
      else if (held) acts.hangUp(held.id);
      break;
    }
    case 'mute':
      if (talking) acts.mute(talking.id, !talking.muted);
      break;
    case 'swap':
      // going back to the one that waits holds the other
      if (held) acts.hold(held.id, false);
      break;
    case 'connect': {
      const one = talking && held ? held : calls.find(({ joined }) => joined);
      if (one) acts.connect(one.id);
      break;
    }
    case 'confer':
      if (talking && held) acts.confer(held.id);
      break;
    case 'hold': {
      const one = talking ?? held;
      if (one) acts.hold(one.id, one === talking);
      break;
    }
  }
}
