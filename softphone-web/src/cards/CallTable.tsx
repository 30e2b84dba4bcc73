import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';
import { Empty, Failure } from '../ui/Troubles.tsx';
import { CallRow } from './CallRow.tsx';
import type { CallFilter } from './call-list.ts';
import { useCalls } from './calls-query.ts';
import { MoreButton } from './MoreButton.tsx';
import classes from './RecentCalls.module.css';

/** Calls of one filter: loading, failed, empty or the rows, page by page. */
export function CallTable(props: { filter: CallFilter; filtered: boolean; clear?: () => void }) {
  const { t } = useSpeech();
  const calls = useCalls(props.filter);
  if (calls.isPending) return <Waiting />;
  const again = { label: t.app.retry, act: () => void calls.refetch() };
  if (calls.isError && !calls.data) {
    return <Failure text={t.recent.failed} again={again} />;
  }
  const items = calls.data.pages.flatMap((page) => page.items);
  if (items.length === 0 && calls.hasNextPage) {
    // the server looks through so many at a time
    return (
      <Empty text={t.recent.nothingYet}>
        <MoreButton list={calls} word={t.recent.searchOn} />
      </Empty>
    );
  }
  if (items.length === 0) {
    return (
      <Empty text={props.filtered ? t.recent.nothing : t.recent.empty}>
        {props.filtered && props.clear && (
          <Button variant="default" size="sm" onClick={props.clear}>
            {t.recent.clear}
          </Button>
        )}
      </Empty>
    );
  }
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>{t.recent.direction}</VisuallyHidden>
            </th>
            <th scope="col">{t.recent.who}</th>
            <th scope="col">{t.recent.result}</th>
            <th scope="col">{t.recent.when}</th>
            <th scope="col">{t.call.recording}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((call) => (
            <CallRow key={call.id} call={call} />
          ))}
        </tbody>
      </table>
      <div className={classes.more}>
        {calls.isError && <Failure text={t.recent.failed} again={again} />}
        {calls.hasNextPage ? (
          <MoreButton list={calls} />
        ) : (
          <span className="quiet">{t.recent.end(items.length)}</span>
        )}
      </div>
    </>
  );
}

function Waiting() {
  const { t } = useSpeech();
  return (
    <div role="status" aria-label={t.app.loading} className={classes.waiting}>
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={40} radius="md" />
      ))}
    </div>
  );
}
