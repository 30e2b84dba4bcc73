import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { useSpeech } from './text/language.tsx';
import { Failure } from './ui/Troubles.tsx';

/**
 * A component whose code is loaded when it is first shown, and again where that failed: the server may be away.
 */
export function later<P extends object>(name: string, load: () => Promise<ComponentType<P>>) {
  return function Later(props: P) {
    const { t } = useSpeech();
    const code = useQuery({
      queryKey: ['screen', name],
      queryFn: load,
      staleTime: Infinity,
      retry: 2,
    });
    if (code.isPending) return <Loader aria-label={t.app.loading} />;
    if (code.isError) {
      const again = { label: t.app.retry, act: () => void code.refetch() };
      return <Failure text={t.app.notLoaded} again={again} />;
    }
    const Loaded = code.data;
    return <Loaded {...props} />;
  };
}
