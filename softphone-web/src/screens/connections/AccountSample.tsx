import { Button } from '@mantine/core';
import type { PbxAccount } from '@perezvon/cti-server/contract';
import { useState } from 'react';
import { CopyText } from '../../cards/CopyText.tsx';
import { randomSecret } from '../../cards/random-secret.ts';
import { useSpeech } from '../../text/language.tsx';
import classes from './Connections.module.css';

/** Makes an account for the PBX: what to write into which file there, with a secret that goes into the form, too. */
export function AccountSample(props: {
  account: PbxAccount;
  made: (user: string, secret: string) => void;
}) {
  const { t } = useSpeech();
  const [text, setText] = useState<string | null>(null);
  const { account } = props;
  const words = t.connections.account;

  function make() {
    const secret = randomSecret();
    const lines = account.lines.map((line) =>
      line.replace('{secret}', secret).replace('{address}', words.address),
    );
    setText(lines.join('\n'));
    props.made(account.user, secret);
  }

  if (text === null) {
    return (
      <div>
        <Button variant="default" size="compact-sm" onClick={make}>
          {words.make}
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.lines} role="status">
      <p>{words.write(account.file)}</p>
      <pre>{text}</pre>
      <CopyText text={text} size="compact-sm" variant="subtle" />
    </div>
  );
}
