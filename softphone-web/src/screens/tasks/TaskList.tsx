import { SegmentedControl, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTasks } from '../../cards/card-query.ts';
import { useParts } from '../../cards/parts.tsx';
import { TaskRow } from '../../cards/TaskRow.tsx';
import work from '../../cards/Work.module.css';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';

/** One's own tasks and promised calls: what is due first comes first; what is done can be taken back. */
export function TaskList() {
  const { t } = useSpeech();
  const [done, setDone] = useState(false);
  return (
    <Plate label={t.work.title}>
      <div className={rows.top}>
        <div>
          <h1 className={rows.title}>{t.work.title}</h1>
          <p className="quiet">{t.work.hint}</p>
        </div>
        <SegmentedControl
          value={done ? 'done' : 'toDo'}
          onChange={(value) => setDone(value === 'done')}
          data={[
            { value: 'toDo', label: t.work.toDo },
            { value: 'done', label: t.work.isDone },
          ]}
          aria-label={t.work.title}
        />
      </div>
      <Tasks done={done} />
    </Plate>
  );
}

function Tasks({ done }: { done: boolean }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const tasks = useTasks(api, done);
  if (tasks.isPending)
    return <Skeleton height={200} radius="md" role="status" aria-label={t.app.loading} />;
  if (tasks.isError && !tasks.data) {
    const again = { label: t.app.retry, act: () => void tasks.refetch() };
    return <Failure text={t.work.failed} again={again} />;
  }
  if (tasks.data.length === 0) return <Empty text={done ? t.work.noneDone : t.work.none} />;
  return (
    <ul className={`${work.list} ${work.page}`}>
      {tasks.data.map((task) => (
        <TaskRow key={task.id} task={task} />
      ))}
    </ul>
  );
}
