import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { CARD_SETTINGS, operator } from '../e2e/sample-firm.ts';
import { samplePresence } from '../e2e/sample-presence.ts';
import { CALLS_ALONE, type Parts, PartsProvider } from '../src/cards/parts.tsx';
import { createApiClient } from '../src/services/api-client.ts';
import { createHttp } from '../src/services/http.ts';
import { createPresenceStore } from '../src/services/presence-store.ts';
import { SpeechProvider } from '../src/text/language.tsx';
import { theme } from '../src/ui/theme.ts';
import { WordedTheme } from '../src/worded-theme.tsx';
import type { Story } from './story.ts';

/** What the signed-in page puts around its parts, over a server that answers what the story says. */
export function Surroundings({ story, children }: { story: Story; children: ReactNode }) {
  const [queries] = useState(
    () => new QueryClient({ defaultOptions: { queries: { retry: false } } }),
  );
  const [parts] = useState(() => partsOf(story));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <SpeechProvider>
          <WordedTheme>
            <PartsProvider parts={parts}>{children}</PartsProvider>
          </WordedTheme>
        </SpeechProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function partsOf({ answers = {} }: Story): Parts {
  const known: Readonly<Record<string, unknown>> = {
    '/api/card-settings': CARD_SETTINGS,
    ...answers,
  };
  const api = createApiClient(
    createHttp({
      fetch: async (input) => {
        const { pathname } = new URL(new Request(input).url);
        if (pathname in known) return Response.json(known[pathname]);
        const problem = {
          type: 'about:blank',
          title: '',
          status: 404,
          code: 'not-found',
          detail: '',
        };
        return Response.json(problem, {
          status: 404,
          headers: { 'content-type': 'application/problem+json' },
        });
      },
      onSignedOut: () => undefined,
    }),
  );
  const presence = createPresenceStore();
  const gone = { colleagues: [], queues: [] };
  presence.apply({ type: 'presence', n: 1, gone, ...samplePresence() });
  return {
    api,
    presence,
    user: operator().user,
    reach: 'own',
    setMe: () => undefined,
    unsaved: new Map(),
    tellFailure: () => () => undefined,
    tellDone: () => undefined,
    dial: async () => undefined,
    towards: CALLS_ALONE,
  };
}
