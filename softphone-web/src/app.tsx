import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import { MantineProvider } from '@mantine/core';
import type { Me } from '@perezvon/cti-server/contract';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Router, useLocation, useRoute } from 'wouter';
import { ProofDialog } from './cards/ProofDialog.tsx';
import { goBack } from './cards/way-back.ts';
import { send, isFramed, useFrameLocation } from './frame/framed.ts';
import { FactorDue } from './screens/second-factor/FactorDue.tsx';
import { Doorway } from './screens/sign-in/Doorway.tsx';
import { SignIn } from './screens/sign-in/SignIn.tsx';
import { Welcome } from './screens/sign-in/Welcome.tsx';
import { type ApiClient, createApiClient } from './services/api-client.ts';
import { ApiProblem, createHttp } from './services/http.ts';
import { createProofAsker } from './services/proof-asker.ts';
import { SignedIn } from './signed-in.tsx';
import { SpeechProvider, useSpeech } from './text/language.tsx';
import { failureSentence } from './text/problems.ts';
import { keepFocus } from './ui/keep-focus.ts';
import { Failure } from './ui/Troubles.tsx';
import { theme } from './ui/theme.ts';
import { Toasts } from './ui/Toasts.tsx';
import { usePageTitle } from './use-page-title.ts';
import { WordedTheme } from './worded-theme.tsx';

/** The whole page: composition root. */
export function App() {
  const [queries] = useState(
    () =>
      new QueryClient({ defaultOptions: { queries: { retry: isWorthATry, staleTime: 10_000 } } }),
  );
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <SpeechProvider>
          <WordedTheme>
            <Toasts />
            {isFramed ? (
              <Router hook={useFrameLocation}>
                <Gate queries={queries} />
              </Router>
            ) : (
              <Gate queries={queries} />
            )}
          </WordedTheme>
        </SpeechProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** What the server refused it will refuse again. */
function isWorthATry(failures: number, error: Error): boolean {
  return failures < 1 && !(error instanceof ApiProblem && error.status < 500);
}

/** The way in: for who has no session yet. */
const door = createApiClient(createHttp({ fetch: send, onSignedOut: () => undefined }));

type Entry =
  | { readonly kind: 'asking' }
  | { readonly kind: 'unreachable'; readonly why: unknown }
  | { readonly kind: 'out'; readonly notice: boolean }
  /** `lapsed`: the session is over, and a talk goes on. */
  | {
      readonly kind: 'in';
      readonly me: Me;
      readonly api: ApiClient;
      readonly lapsed: boolean;
    };

/** Pages of the server itself that send who is signed out here; to no other address one is sent on. */
const THEN = ['/api/docs'];

/** Where one wanted to go before the sign-in, if that is no screen of this page. */
function wantedPage(): string | null {
  const then = new URLSearchParams(location.search).get('then');
  return THEN.find((page) => page === then) ?? null;
}

/** Why another server's sign-in did not let one in; told once, by the address to which one was sent back. */
function takeRefusal(): string | null {
  const refused = new URLSearchParams(location.search).get('refused');
  if (refused !== null) history.replaceState(null, '', location.pathname);
  return refused;
}

/** Asks an administrator for the password again. */
const proof = createProofAsker();

const invited = () => door.invited(location.hash.slice(1));

/** Shows the page to who is signed in, and the door to everyone else. */
function Gate({ queries }: { queries: QueryClient }) {
  const { t, language, setLanguage, setCountry } = useSpeech();
  usePageTitle(t.app.name, false);
  const [entry, setEntry] = useState<Entry>({ kind: 'asking' });
  const [refused] = useState(takeRefusal);
  const [isWelcome] = useRoute('/welcome');
  const [, go] = useLocation();
  // Of the user who is in: ended when they leave.
  const own = useRef<ApiClient | null>(null);
  const insider = useRef<string | null>(null);
  const talks = useRef(false);
  const leave = useCallback(
    (notice: boolean) => {
      own.current?.http.end();
      own.current = null;
      proof.settle(false);
      // Whoever signs in next must not see what this one was shown.
      queries.clear();
      setEntry({ kind: 'out', notice });
    },
    [queries],
  );
  const tellTalks = useCallback((any: boolean) => {
    talks.current = any;
  }, []);
  const onSignedOut = useCallback(() => {
    if (!talks.current) return leave(true);
    setEntry((before) =>
      before.kind === 'in' && !before.lapsed ? { ...before, lapsed: true } : before,
    );
  }, [leave]);
  const show = useCallback(
    (me: Me) => {
      setLanguage(me.user.language);
      setCountry(me.country);
      insider.current = me.user.id;
      if (own.current) setEntry({ kind: 'in', me, api: own.current, lapsed: false });
    },
    [setLanguage, setCountry],
  );
  const enter = useCallback(
    (me: Me) => {
      const then = wantedPage();
      if (then !== null) return location.replace(then);
      // only while a talk goes on is somebody still in who signs in
      if (own.current && insider.current === me.user.id) {
        show(me);
        return void queries.invalidateQueries();
      }
      leave(false);
      own.current = createApiClient(createHttp({ fetch: send, onSignedOut, prove: proof.ask }));
      show(me);
    },
    [leave, onSignedOut, show, queries],
  );
  const ask = useCallback(() => {
    door.me().then(enter, (why) => {
      if (why instanceof ApiProblem && why.status === 401) leave(false);
      else setEntry({ kind: 'unreachable', why });
    });
  }, [enter, leave]);
  useEffect(ask, [ask]);
  // the focus in a frame is the other page's
  useEffect(() => (isFramed ? undefined : keepFocus(goBack)), []);

  if (isWelcome) {
    return (
      <Welcome
        invited={invited}
        accept={async (who) => {
          try {
            enter(await door.acceptInvite(location.hash.slice(1), { ...who, language }));
            go('/', { replace: true });
            return null;
          } catch (error) {
            return failureSentence(t, error);
          }
        }}
      />
    );
  }
  const wayIn = (notice: string | null) => (
    <SignIn
      notice={notice}
      refused={refused && (t.signIn.refusals[refused] ?? t.signIn.refused)}
      elsewhere={door.openId}
      awaitsAdmin={door.awaitsAdmin}
      signIn={async (login, password, code) => {
        try {
          enter(await door.signIn(login, password, code));
          return null;
        } catch (error) {
          const seconds = error instanceof ApiProblem ? error.retryAfter : null;
          if (seconds !== null) return { kind: 'wait', seconds };
          if (error instanceof ApiProblem && error.code === 'code-needed') {
            return { kind: 'code' };
          }
          return { kind: 'sentence', text: failureSentence(t, error) };
        }
      }}
    />
  );
  switch (entry.kind) {
    case 'asking':
      return null;
    case 'unreachable':
      return (
        <Doorway title={t.app.name}>
          <Failure text={failureSentence(t, entry.why)} again={{ label: t.app.retry, act: ask }} />
        </Doorway>
      );
    case 'out':
      return wayIn(entry.notice ? t.signIn.signedOut : null);
    case 'in':
      if (entry.me.factorDue) {
        return (
          <FactorDue
            me={entry.me}
            api={entry.api}
            done={ask}
            signOut={() =>
              void entry.api.signOut().then(
                () => leave(false),
                () => leave(false),
              )
            }
          />
        );
      }
      return (
        <>
          <SignedIn
            key={entry.me.user.id}
            me={entry.me}
            api={entry.api}
            setMe={show}
            signOut={() =>
              void entry.api.signOut().then(
                () => leave(false),
                () => leave(false),
              )
            }
            onSignedOut={onSignedOut}
            tellTalks={tellTalks}
            lapsed={entry.lapsed ? wayIn(t.signIn.lapsed) : null}
          />
          <ProofDialog asker={proof} api={entry.api} />
        </>
      );
  }
}
