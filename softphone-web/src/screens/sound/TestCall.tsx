import { Button } from '@mantine/core';
import { IconPhoneCall } from '@tabler/icons-react';
import type { CommandAnswer } from '@perezvon/cti-server/contract';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

/** A call to oneself: the PBX rings the phone and plays back what it hears. */
export function TestCall() {
  const { t } = useSpeech();
  const { api, user, tellFailure } = useParts();
  const [state, setState] = useState<'idle' | 'asked' | 'under'>('idle');
  if (user.extension === null) return <p className="quiet">{t.phone.noExtension}</p>;
  async function call() {
    setState('asked');
    try {
      const { result, reason } = await api.http.post<CommandAnswer>('/api/me/echo');
      if (result === 'refused') throw new Error(reason ?? result);
      setState('under');
    } catch (error) {
      setState('idle');
      tellFailure(error);
    }
  }
  return (
    <>
      <p>{t.sound.testHow}</p>
      <Button
        w="fit-content"
        variant="light"
        loading={state === 'asked'}
        leftSection={<IconPhoneCall size={18} aria-hidden />}
        onClick={() => void call()}
      >
        {t.sound.testCall}
      </Button>
      <p role="status">{state === 'under' && t.sound.testUnder}</p>
    </>
  );
}
