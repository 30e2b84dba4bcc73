import { Button } from '@mantine/core';
import type { Queue } from '@perezvon/cti-server/contract';
import { queueWord, useMemberActs, useOwnPhones, useQueues } from '../../cards/presence.ts';
import { useSpeech } from '../../text/language.tsx';
import { Timer } from '../../text/Timer.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './QueueList.module.css';

/** The queues: how many wait, how long the longest, who takes calls; and one's own part in each. */
export function QueueList() {
  const { t } = useSpeech();
  const queues = useQueues();
  if (queues.length === 0) return null;
  return (
    <Plate label={t.colleagues.queues}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t.colleagues.queue}</th>
            <th scope="col">{t.colleagues.waiting}</th>
            <th scope="col">{t.colleagues.longest}</th>
            <th scope="col">{t.colleagues.members}</th>
            <th scope="col">{t.colleagues.mine}</th>
          </tr>
        </thead>
        <tbody>
          {queues.map((queue) => (
            <Row key={`${queue.pbx}/${queue.name}`} queue={queue} />
          ))}
        </tbody>
      </table>
    </Plate>
  );
}

function Row({ queue }: { queue: Queue }) {
  const { t } = useSpeech();
  const { members, waiting, longestSince } = queue;
  const taking = members.filter(({ pause }) => pause === null).length;
  return (
    <tr data-waiting={waiting > 0 || undefined} data-alone={taking === 0 || undefined}>
      <th scope="row">
        <HostileText text={queueWord(queue)} />
      </th>
      <td className={classes.waiting} data-word={t.colleagues.waiting}>
        {waiting}
      </td>
      <td data-word={t.colleagues.longest}>
        {longestSince === null ? '—' : <Timer since={Date.parse(longestSince)} />}
      </td>
      <td className={classes.taking} data-word={t.colleagues.members}>
        {t.colleagues.takingOf(taking, members.length)}
      </td>
      <td data-word={t.colleagues.mine}>
        <OwnPart queue={queue} />
      </td>
    </tr>
  );
}

function OwnPart({ queue }: { queue: Queue }) {
  const { t } = useSpeech();
  const { busy, join, leave } = useMemberActs();
  const phones = useOwnPhones().filter(({ pbx }) => pbx === queue.pbx);
  const mine = queue.members.find((member) =>
    phones.some(({ extension }) => extension === member.extension),
  );
  const phone = phones.find(({ extension }) => extension === mine?.extension) ?? phones[0];
  if (!phone) return '—';
  if (mine?.fixed) return mine.pause ? t.colleagues.states.paused : t.colleagues.fixed;
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      disabled={busy}
      onClick={() => (mine ? leave : join)(phone, queue.name)}
    >
      {mine ? t.colleagues.leave : t.colleagues.join}
    </Button>
  );
}
