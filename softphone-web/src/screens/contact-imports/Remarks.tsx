import { Skeleton } from '@mantine/core';
import { IMPORT_WORDS } from '@perezvon/cti-server/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { MoreButton } from '../../cards/MoreButton.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './Imports.module.css';

/** What there is to say of single lines of a file. */
export function Remarks({ id }: { id: string }) {
  const { t, language } = useSpeech();
  const { api } = useParts();
  const words = IMPORT_WORDS[language];
  const list = useInfiniteQuery({
    queryKey: ['imports', id, 'remarks'],
    queryFn: ({ pageParam }) => api.importRemarks(id, pageParam),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  if (list.isPending) return <Skeleton height={80} radius="md" />;
  if (list.isError) {
    const again = { label: t.app.retry, act: () => void list.refetch() };
    return <Failure text={t.imports.remarksFailed} again={again} />;
  }
  const items = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <ul className={classes.lines}>
        {items.map(({ line, field, reason, refused }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: remarks are only added at the end
          <li key={at}>
            {t.imports.line} {line}, {words.fields[field]}: {words.reasons[reason]} (
            {refused ? words.refused : words.taken})
          </li>
        ))}
      </ul>
      {list.hasNextPage && <MoreButton list={list} />}
    </>
  );
}
