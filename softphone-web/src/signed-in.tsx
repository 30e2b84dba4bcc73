import { Button } from '@mantine/core';
import { IconPhoneIncoming } from '@tabler/icons-react';
import type { Me, User } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { Banners } from './cards/Banners.tsx';
import { Header } from './cards/Header.tsx';
import { KeySheet } from './cards/KeySheet.tsx';
import { type Parts, PartsProvider } from './cards/parts.tsx';
import { recordOf } from './cards/phone-call-names.ts';
import { useShortcuts } from './cards/shortcuts.ts';
import { whoIs } from './cards/Who.tsx';
import { createEngine, type Engine, liveCalls } from './engine.ts';
import { openPhone } from './open-phone.ts';
import { PhoneBar } from './phone/PhoneBar.tsx';
import { actByKey, phoneActs } from './phone/phone-acts.ts';
import { type PhoneCall, PhoneRefusal } from './phone/phone.ts';
import { Routes } from './routes.tsx';
import { Permissions } from './screens/desk/Permissions.tsx';
import type { ApiClient } from './services/api-client.ts';
import { selectPops } from './services/live-store.ts';
import classes from './signed-in.module.css';
import { useSpeech } from './text/language.tsx';
import { failureSentence } from './text/problems.ts';
import { toast, toastFailure } from './ui/Toasts.tsx';
import { usePageTitle } from './use-page-title.ts';
import { usePhone } from './use-phone.ts';

/** What the signed-in page is given. */
export interface SignedInProps {
  readonly me: Me;
  readonly api: ApiClient;
  readonly setMe: (me: Me) => void;
  readonly signOut: () => void;
  readonly onSignedOut: () => void;
}

/** The page of a signed-in user: starts the live link, then shows the desk over it. */
export function SignedIn(props: SignedInProps) {
  const queries = useQueryClient();
  const { onSignedOut } = props;
  const { extension, id } = props.me.user;
  const [engine, setEngine] = useState<Engine | null>(null);
  useEffect(() => {
    const started = createEngine({ extension, queries, onSignedOut });
    setEngine(started);
    started.start();
    return started.stop;
  }, [extension, id, queries, onSignedOut]);
  return engine && <Page {...props} engine={engine} />;
}

function Page(props: SignedInProps & { engine: Engine }) {
  const { t, number, setLanguage } = useSpeech();
  const { me, api, setMe, engine } = props;
  const { user, sip } = me;
  const { device, extension, pbx } = user;
  const live = useStore(engine.live);
  const cards = useStore(engine.live, useShallow(selectPops));
  const [keySheet, setKeySheet] = useState(false);
  const tellFailure = useCallback(
    (error: unknown) =>
      toastFailure(
        error instanceof PhoneRefusal ? t.phone.refusals[error.code] : failureSentence(t, error),
      ),
    [t],
  );
  const open = useCallback(
    () => openPhone({ device, extension, pbx, sip, api, live: engine.live }),
    [device, extension, pbx, sip, api, engine.live],
  );
  const { phone, state } = usePhone(open, user);
  const acts = useMemo(() => phone && phoneActs(phone, tellFailure), [phone, tellFailure]);
  const nameOf = (call: PhoneCall) => {
    const record = recordOf(call, liveCalls(live.calls), user.extension);
    if (record) return whoIs(record, { t, number, extension: user.extension });
    return call.remoteName || number(call.remoteNumber) || t.call.withheld;
  };
  const lack =
    extension === null
      ? t.phone.noExtension
      : device === 'browser' && sip === null
        ? t.phone.noAccount
        : null;
  const ringing = state.calls.find((call) => call.state === 'ringing');
  usePageTitle(ringing ? t.titleRinging(nameOf(ringing)) : t.app.name, ringing !== undefined);

  const parts = useMemo<Parts>(
    () => ({
      api,
      user,
      async dial(target) {
        try {
          const answer = await api.dial(target);
          if (answer.via === 'browser') await phone?.dial(answer.digits);
        } catch (error) {
          tellFailure(error);
        }
      },
      tellFailure,
      tellDone: toast,
    }),
    [api, user, phone, tellFailure],
  );
  const suggest = useCallback(
    async (text: string) => {
      const { items } = await api.contacts(text, null);
      return items
        .flatMap(({ name, numbers }) =>
          numbers.map((one) => ({ id: one.id, name, number: one.e164 ?? one.written })),
        )
        .slice(0, 8);
    },
    [api],
  );
  const saveMe = (change: Partial<Pick<User, 'device' | 'language'>>) =>
    api.saveMe(change).then(setMe, tellFailure);

  useShortcuts((act) => {
    if (act === 'help') setKeySheet(true);
    else if (act === 'dial' || act === 'search') document.getElementById(act)?.focus();
    else if (act === 'note') document.querySelector<HTMLElement>('[id^="note-"]')?.focus();
    else if (acts) actByKey(acts, act, state.calls);
  });

  return (
    <PartsProvider parts={parts}>
      <a href="#main" className="skip-link">
        {t.app.skip}
      </a>
      <Header
        user={user}
        acts={{
          signOut: props.signOut,
          setLanguage(language) {
            setLanguage(language);
            void saveMe({ language });
          },
          showKeys: () => setKeySheet(true),
        }}
      />
      <PhoneBar
        state={state}
        acts={acts}
        chooseDevice={(device) => void saveMe({ device })}
        nameOf={nameOf}
        dial={parts.dial}
        suggest={suggest}
        extra={me.demo && <CallMe api={api} failed={tellFailure} />}
      />
      <Banners link={live.link} pbx={live.pbx} registration={state.registration} lack={lack} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <Routes
          pbx={live.pbx}
          desk={{
            cards,
            close: engine.live.dismissPop,
            keep: engine.live.keepPop,
            before: phone && user.device === 'browser' && (
              <Permissions microphone={state.microphone} askMicrophone={phone.askMicrophone} />
            ),
          }}
        />
      </main>
      <KeySheet opened={keySheet} close={() => setKeySheet(false)} />
    </PartsProvider>
  );
}

/** The demo's button: a customer calls you. */
function CallMe({ api, failed }: { api: ApiClient; failed: (error: unknown) => void }) {
  const { t } = useSpeech();
  return (
    <Button
      variant="light"
      className={classes.callMe}
      title={t.phone.callMeHint}
      leftSection={<IconPhoneIncoming size={18} aria-hidden />}
      onClick={() => void api.http.post('/api/demo/call').catch(failed)}
    >
      {t.phone.callMe}
    </Button>
  );
}
