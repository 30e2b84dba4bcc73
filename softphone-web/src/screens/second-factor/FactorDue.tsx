import type { Me } from '@perezvon/cti-server/contract';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { CALLS_ALONE, type Parts, PartsProvider } from '../../cards/parts.tsx';
import type { ApiClient } from '../../services/api-client.ts';
import { createPresenceStore } from '../../services/presence-store.ts';
import { useSpeech } from '../../text/language.tsx';
import { failureSentence } from '../../text/problems.ts';
import { Plate } from '../../ui/Plate.tsx';
import { toast, toastFailure } from '../../ui/Toasts.tsx';
import { Codes } from './Codes.tsx';
import { Enrol } from './Enrol.tsx';
import classes from './SecondFactor.module.css';

/** The role needs a second factor: nothing else is open before it is set up. */
export function FactorDue(props: {
  me: Me;
  api: ApiClient;
  done: () => void;
  signOut: () => void;
}) {
  const { t } = useSpeech();
  const { me, api } = props;
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [presence] = useState(createPresenceStore);
  const parts: Parts = {
    api,
    user: me.user,
    reach: me.reach,
    presence,
    unsaved: new Map(),
    // neither places nor calls are open yet
    setMe: () => {},
    dial: () => Promise.resolve(),
    towards: CALLS_ALONE,
    tellFailure: (error) => toastFailure(failureSentence(t, error)),
    tellDone: toast,
  };
  return (
    <PartsProvider parts={parts}>
      <main style={{ maxWidth: 640, margin: '40px auto', padding: '0 16px' }}>
        <Plate label={t.secondFactor.title}>
          <div className={classes.body}>
            <h1 className={classes.title}>{t.secondFactor.title}</h1>
            <p>{t.secondFactor.due}</p>
            {codes ? <Codes codes={codes} done={props.done} /> : <Enrol enrolled={setCodes} />}
            <Button variant="subtle" color="gray" onClick={props.signOut}>
              {t.app.signOut}
            </Button>
          </div>
        </Plate>
      </main>
    </PartsProvider>
  );
}
