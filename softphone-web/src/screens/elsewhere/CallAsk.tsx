import { Button, Group } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { numberIn } from '../../text/number-in.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Empty } from '../../ui/Troubles.tsx';
import classes from './Elsewhere.module.css';

/** Most people named for a number. */
const MOST_NAMES = 3;

/**
 * A number came by a link of another page or program (`tel:`, the bookmark). It is asked first: any page can open
 * this address, and a call costs money.
 */
export function CallAsk() {
  const { t } = useSpeech();
  const [search] = useSearchParams();
  const number = numberIn(search.get('to') ?? '');
  if (number === null) {
    return (
      <Empty text={t.elsewhere.noNumber}>
        <Link href="/">{t.app.toDesk}</Link>
      </Empty>
    );
  }
  return <Ask key={number} number={number} />;
}

function Ask({ number }: { number: string }) {
  const { t, number: shown } = useSpeech();
  const { api, dial } = useParts();
  const [, go] = useLocation();
  const [busy, setBusy] = useState(false);
  const found = useQuery({
    queryKey: ['contacts', number],
    queryFn: () => api.contacts(number, null),
  });
  const people = found.data?.items.slice(0, MOST_NAMES) ?? [];

  async function call() {
    setBusy(true);
    await dial(number);
    go('/', { replace: true });
  }

  return (
    <Plate label={t.elsewhere.ask}>
      <div className={classes.ask}>
        <h1>{t.elsewhere.ask}</h1>
        <p className={classes.number}>
          <HostileText text={shown(number)} />
        </p>
        {people.length > 0 && (
          <ul className={classes.people}>
            {people.map(({ id, name }) => (
              <li key={id}>
                <HostileText text={name} />
              </li>
            ))}
          </ul>
        )}
        <Group gap="xs">
          <Button
            autoFocus
            loading={busy}
            onClick={() => void call()}
            leftSection={<IconPhone size={18} aria-hidden />}
          >
            {t.phone.call}
          </Button>
          <Button variant="default" onClick={() => go('/', { replace: true })}>
            {t.app.cancel}
          </Button>
        </Group>
      </div>
    </Plate>
  );
}
