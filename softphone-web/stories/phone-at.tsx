import { useState, useSyncExternalStore } from 'react';
import { createFakePhone, type FakePhone } from '../src/phone/fake-phone.ts';
import type { Habits } from '../src/phone/habits.ts';
import { PhoneBar } from '../src/phone/PhoneBar.tsx';
import { phoneActs } from '../src/phone/phone-acts.ts';
import { useSpeech } from '../src/text/language.tsx';

/** What a story of the phone may set beside what happens to it. */
export interface PhoneSetting {
  readonly habits?: Partial<Habits>;
  /** Without a phone of their own. */
  readonly lack?: string;
  readonly parkedSince?: number;
  readonly voicemail?: string;
}

/** The phone bar over a fake phone to which `happens` has happened; its buttons work. */
export function PhoneAt({
  happens,
  setting = {},
}: {
  happens: (phone: FakePhone) => void;
  setting?: PhoneSetting;
}) {
  const { number } = useSpeech();
  const [phone] = useState(() => {
    const made = createFakePhone();
    happens(made);
    return made;
  });
  const state = useSyncExternalStore(phone.subscribe, phone.state);
  const [habits, setHabits] = useState<Habits>({
    doNotDisturb: false,
    answerAfter: null,
    ...setting.habits,
  });
  const [transferring, setTransferring] = useState<string | null>(null);
  const { lack = null, voicemail = null, parkedSince } = setting;
  return (
    <PhoneBar
      state={lack === null ? state : { ...state, extension: null }}
      acts={phoneActs(phone, () => undefined)}
      chooseDevice={() => undefined}
      dialFrom={null}
      elsewhere={{ calls: [], acts: phoneActs(phone, () => undefined) }}
      nameOf={(call) => call.remoteName || number(call.remoteNumber)}
      dial={async (digits) => void (await phone.dial(digits))}
      ways={{ suggest: async () => SUGGESTED, park: '700', transferring, setTransferring }}
      parked={
        parkedSince === undefined
          ? []
          : [{ id: 'p', who: 'Пётр Гусев', place: '701', since: parkedSince }]
      }
      voicemail={voicemail}
      habits={habits}
      setHabits={(change) => setHabits((before) => ({ ...before, ...change }))}
      lack={lack}
    />
  );
}

const SUGGESTED = [{ id: '202', kind: 'person', name: 'Борис Котов', number: '202' }] as const;
