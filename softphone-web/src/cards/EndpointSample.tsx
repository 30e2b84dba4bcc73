import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { CopyText } from './CopyText.tsx';
import classes from './EndpointSample.module.css';
import { useParts } from './parts.tsx';
import { randomSecret } from './random-secret.ts';

/**
 * Makes the endpoint of a phone in a browser: what to write on the PBX, with a password that goes into the form, too.
 * Nothing where the PBX's kind knows no such lines. For administrators.
 */
export function EndpointSample(props: {
  pbx: string;
  extension: string;
  made: (password: string) => void;
}) {
  const { t } = useSpeech();
  const { api } = useParts();
  const { pbx, extension } = props;
  const [made, setMade] = useState<{ of: string; text: string } | null>(null);
  const query = useQuery({ queryKey: ['connections'], queryFn: () => api.connections() });
  const entry = query.data?.items.find(({ id }) => id === pbx)?.entry;
  const accounts = query.data?.accounts ?? {};
  const kind = typeof entry?.['connector'] === 'string' ? entry['connector'] : 'asterisk-ami';
  const sample = accounts[kind]?.browserPhone;
  const isOlder = entry?.['technology'] === 'SIP';
  if (!sample || isOlder || !/^[0-9]{1,16}$/.test(extension)) return null;
  const { file, lines } = sample;
  const words = t.users.endpoint;

  function make() {
    const password = randomSecret();
    const text = lines
      .map((line) => line.replace('{extension}', extension).replace('{password}', password))
      .join('\n');
    setMade({ of: extension, text });
    props.made(password);
  }

  if (made?.of !== extension) {
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
      <p>{words.write(file)}</p>
      <pre>{made.text}</pre>
      <CopyText text={made.text} size="compact-sm" variant="subtle" />
    </div>
  );
}
