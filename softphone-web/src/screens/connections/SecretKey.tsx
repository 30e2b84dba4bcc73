import { Button } from '@mantine/core';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useSpeech } from '../../text/language.tsx';
import classes from './Connections.module.css';

/** Renews the key by which stored secrets are sealed, once it is confirmed. */
export function SecretKey() {
  const { t } = useSpeech();
  const { api, tellFailure, tellDone } = useParts();
  const [asking, setAsking] = useState(false);
  const words = t.connections.secretKey;

  async function renew() {
    try {
      await api.renewSecretKey();
      tellDone(words.done);
    } catch (error) {
      tellFailure(error);
    } finally {
      setAsking(false);
    }
  }

  return (
    <div className={classes.foot}>
      <p className="quiet">{words.about}</p>
      <Button size="compact-sm" variant="subtle" onClick={() => setAsking(true)}>
        {words.renew}
      </Button>
      <Question
        asked={asking}
        title={words.title}
        act={words.renew}
        does={renew}
        close={() => setAsking(false)}
        harmless
      >
        <p>{words.text}</p>
      </Question>
    </div>
  );
}
