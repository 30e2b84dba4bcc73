import { Button } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';

/** Loads the next page of a list. */
export function MoreButton({
  list,
  word,
}: {
  word?: string;
  list: { readonly isFetchingNextPage: boolean; readonly fetchNextPage: () => Promise<unknown> };
}) {
  const { t } = useSpeech();
  return (
    <Button
      variant="default"
      loading={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {word ?? t.app.more}
    </Button>
  );
}
