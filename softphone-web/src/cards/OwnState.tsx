import { Loader, Menu } from '@mantine/core';
import type { Colleague } from '@perezvon/cti-server/contract';
import { IconChevronDown, IconCoffee, IconPhoneCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { Timer } from '../text/Timer.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './OwnState.module.css';
import { pauseWord, useMemberActs, useOwnPhones, usePauseReasons } from './presence.ts';

/** Whether one takes calls of one's queues, always in sight; nothing for who is in none. */
export function OwnState() {
  const phones = useOwnPhones().filter(({ queues }) => queues.length > 0);
  return phones.length > 0 && <Choice phones={phones} />;
}

/** Somebody with several phones pauses at all of them: they are one person. */
function Choice({ phones }: { phones: readonly Colleague[] }) {
  const { t } = useSpeech();
  const [opened, setOpened] = useState(false);
  const reasons = usePauseReasons(opened);
  const { busy, pause } = useMemberActs();
  const now = phones.every(({ pause }) => pause !== null) ? (phones[0]?.pause ?? null) : null;
  const word = now === null ? t.colleagues.taking : pauseWord(t, now);
  return (
    <Menu position="bottom-end" width={240} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <button
          type="button"
          className={classes.state}
          data-paused={now !== null || undefined}
          disabled={busy}
          aria-label={`${t.colleagues.mine}: ${word}`}
        >
          {now ? (
            <IconCoffee size={17} stroke={1.8} aria-hidden />
          ) : (
            <IconPhoneCheck size={17} stroke={1.8} aria-hidden />
          )}
          <span className={classes.word}>
            <HostileText text={word} />
          </span>
          {now && <Timer since={Date.parse(now.since)} />}
          <IconChevronDown size={15} stroke={1.8} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {now && (
          <Menu.Item
            leftSection={<IconPhoneCheck size={17} aria-hidden />}
            onClick={() => pause(phones, null)}
          >
            {t.colleagues.take}
          </Menu.Item>
        )}
        <Menu.Label>{t.colleagues.pauseFor}</Menu.Label>
        {reasons.isPending && <Loader size="sm" m="xs" aria-label={t.app.loading} />}
        {reasons.isError && <Menu.Item disabled>{t.colleagues.reasonsFailed}</Menu.Item>}
        {reasons.data?.map((reason) => (
          <Menu.Item key={reason} onClick={() => pause(phones, reason)}>
            {reason}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
