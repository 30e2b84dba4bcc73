import type { Me, PhoneName } from '@perezvon/cti-server/contract';
import { useMemo, useState } from 'react';
import type { Parts, Towards } from './cards/parts.tsx';
import type { UnsavedForms } from './cards/unsaved-forms.ts';
import type { Engine } from './engine.ts';
import { dialOnce } from './phone/dial-once.ts';
import type { ApiClient } from './services/api-client.ts';
import { browserClock } from './services/browser-clock.ts';
import { toast } from './ui/Toasts.tsx';
import { useUnchanged } from './use-unchanged.ts';

/** What all parts of the page share. `dial` asks the server first: it knows the digits, and whether the desk phone is rung instead. */
export function usePartsOf(options: {
  api: ApiClient;
  me: Me;
  setMe: (me: Me) => void;
  /** Where there are several phones, the chosen one. */
  from: PhoneName | undefined;
  dial: (digits: string) => Promise<string | null>;
  towards: Towards;
  tellFailure: (error: unknown) => () => void;
  engine: Pick<Engine, 'presence'>;
}): { parts: Parts; call: (number: string) => Promise<string | null> } {
  const { api, dial, setMe, towards, tellFailure } = options;
  const { presence } = options.engine;
  const { user, reach } = options.me;
  const [unsaved] = useState((): UnsavedForms => new Map());
  const from = useUnchanged(phoneName(options.from));
  const once = useMemo(
    () =>
      dialOnce(async (number) => {
        const answer = await api.dial(number, from ?? undefined);
        return answer.via === 'browser' ? dial(answer.digits) : answer.callId;
      }, browserClock),
    [api, dial, from],
  );
  const parts = useMemo(
    () => ({
      api,
      user,
      presence,
      unsaved,
      reach,
      setMe,
      dial: (number: string) =>
        once(number).then(
          () => undefined,
          (error) => void tellFailure(error),
        ),
      towards,
      tellFailure,
      tellDone: toast,
    }),
    [api, user, presence, unsaved, reach, setMe, once, towards, tellFailure],
  );
  return { parts, call: once };
}

function phoneName(phone: PhoneName | undefined): PhoneName | null {
  return phone ? { pbx: phone.pbx, extension: phone.extension } : null;
}
