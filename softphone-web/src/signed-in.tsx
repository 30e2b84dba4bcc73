import { Button, VisuallyHidden } from '@mantine/core';
import {
  type FeatureCodes,
  leads,
  type Me,
  phonesOf,
  type User,
} from '@perezvon/cti-server/contract';
import { IconPhoneIncoming } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { useRoute } from 'wouter';
import { useStore } from 'zustand';
import { AppBadge } from './cards/AppBadge.tsx';
import { Banners } from './cards/Banners.tsx';
import { CardColumn } from './cards/CardColumn.tsx';
import { useNameOfColleague } from './cards/colleague-name.ts';
import { Header } from './cards/Header.tsx';
import { PartsProvider, type Towards } from './cards/parts.tsx';
import { moveByRows } from './cards/row-keys.ts';
import { useShortcuts } from './cards/shortcuts.ts';
import { parkedBy } from './cards/parked.ts';
import { isRecorded } from './cards/recording-state.ts';
import { TollBanner } from './cards/TollBanner.tsx';
import { whoIs } from './cards/Who.tsx';
import { createEngine, type Engine } from './engine.ts';
import { FrameRecords } from './frame/FrameRecords.tsx';
import { hostLink, isFramed } from './frame/framed.ts';
import { useHost } from './frame/use-host.ts';
import { keepMissed, keepWrapUps } from './kept-cards.ts';
import { PageWindows, usePageWindow, usePlainKeys } from './page-windows.tsx';
import { pagePhoneOf } from './phone/other-phones.ts';
import { PhoneBar } from './phone/PhoneBar.tsx';
import { movable } from './phone/phone-acts.ts';
import { isLive, otherCall, PhoneRefusal } from './phone/phone.ts';
import { TalkAlone } from './phone/TalkAlone.tsx';
import { Routes } from './routes.tsx';
import { Permissions } from './screens/desk/Permissions.tsx';
import { PlaceOffer } from './screens/places/PlaceOffer.tsx';
import type { ApiClient } from './services/api-client.ts';
import classes from './signed-in.module.css';
import type { Text } from './text/en.ts';
import { useSpeech } from './text/language.tsx';
import { failureSentence } from './text/problems.ts';
import { toastFailure } from './ui/Toasts.tsx';
import { useActs } from './use-acts.ts';
import { useCards } from './use-cards.ts';
import { useDialFrom, useOtherPhones } from './use-other-phones.ts';
import { usePauseActs } from './use-pause-acts.ts';
import { type UsedPhone, usePagePhone } from './use-page-phone.ts';
import { useSuggest } from './use-suggest.ts';
import { usePartsOf } from './use-parts.ts';
import { useTalksHere } from './use-talks-here.ts';
import { useUnchanged } from './use-unchanged.ts';

/** What the signed-in page is given. */
export interface SignedInProps {
  readonly me: Me;
  readonly api: ApiClient;
  readonly setMe: (me: Me) => void;
  readonly signOut: () => void;
  readonly onSignedOut: () => void;
  /** Told whether a call is talked in that would end with the page. */
  readonly tellTalks: (any: boolean) => void;
  /** The session is over and a talk goes on: in place of the page, the way in. */
  readonly lapsed: ReactNode;
}

/** The page of a signed-in user: starts the live link, then shows the desk over it. */
export function SignedIn(props: SignedInProps) {
  const queries = useQueryClient();
  const { onSignedOut, api } = props;
  const { id } = props.me.user;
  const phones = useUnchanged(phonesOf(props.me.user));
  const [engine, setEngine] = useState<Engine | null>(null);
  useEffect(() => {
    const started = createEngine({ phones, queries, onSignedOut });
    // oxlint-disable-next-line react/set-state-in-effect -- a socket is opened by an effect, not by rendering
    setEngine(started);
    started.start();
    const { live } = started;
    const kept = { userId: id, storage: sessionStorage, load: api.call };
    const letGo = [keepMissed(live, kept), keepWrapUps(live, kept)];
    return () => {
      for (const one of letGo) one();
      started.stop();
    };
  }, [phones, id, api, queries, onSignedOut]);
  const isLapsed = props.lapsed !== null;
  useEffect(() => {
    // signed in again: what the page shows is told anew
    if (!isLapsed) engine?.start();
  }, [isLapsed, engine]);
  return engine && <Page {...props} engine={engine} />;
}

function Page(props: SignedInProps & { engine: Engine }) {
  const { t, number, setLanguage } = useSpeech();
  const { me, api, setMe, engine } = props;
  const { user } = me;
  const live = useStore(engine.live);
  const [onDesk] = useRoute('/');
  const tellFailure = useTellFailure();
  const cards = useCards(engine.live, { user, api, tellFailure });
  const { calls, order } = live;
  const colleague = useNameOfColleague(engine.presence);
  const phone = usePagePhone({ me, api, live: engine.live, calls, colleague, tellFailure });
  const refusesCalls = phone.state.device === 'browser' && phone.habits.doNotDisturb;
  useEffect(() => engine.setDoNotDisturb(refusesCalls), [engine, refusesCalls]);
  const elsewhere = useOtherPhones({ user, calls, order, api, live: engine.live, tellFailure });
  const dialFrom = useDialFrom(user);
  const { chosen: from } = dialFrom ?? {};
  const { dial } = phone;
  const codes = me.codes ?? NO_CODES;
  const towards = useTowards(phone, codes.pickup ?? null);
  const { parts, call } = usePartsOf({ api, me, setMe, from, dial, towards, tellFailure, engine });
  const noPbx = user.role === 'admin' && live.link.kind === 'live' && live.pbx.length === 0;
  const lack = noPbx ? t.phone.noPbxOfOwn : lackOf(me, t);
  const [transferring, setTransferring] = useState<string | null>(null);
  const { extension } = phone.state;
  const suggest = useSuggest({ api, extension, codes });
  const parked = parkedBy(extension, calls, (one) =>
    whoIs(one, { t, number, extension, colleague }),
  );
  const saveMe = (change: Partial<Pick<User, 'device' | 'language'>>) =>
    void api.saveMe(change).then(setMe, tellFailure);

  const pageWindow = usePageWindow(phone.state.calls.some((call) => call.state === 'ringing'));
  const [plain, setPlain] = usePlainKeys();
  const chooseLanguage = (language: User['language']) => {
    setLanguage(language);
    saveMe({ language });
  };
  const chooseDevice = (device: User['device']) => saveMe({ device });
  const acts = useActs({
    me,
    phone,
    chooseDevice,
    setLanguage: chooseLanguage,
    signOut: props.signOut,
    unfoldCards: () => cards.acts.fold(false),
    hasNote: cards.cards.length > 0,
    canPause: user.mayPause && cards.cards.some(isRecorded),
    show: pageWindow.show,
    more: usePauseActs({ ...parts, wanted: pageWindow.open === 'palette' }),
    sendOn: setTransferring,
    codes: {
      park: codes.park ?? null,
      retrieve: parked[0]?.place ?? null,
      voicemail: codes.voicemail ?? null,
    },
    dial: parts.dial,
  });
  useShortcuts(acts, plain);
  const records = useHost({ ...phone, link: hostLink, user, cards: cards.cards, call });
  const talks = useTalksHere(phone.state, props);
  if (props.lapsed) {
    return (
      <>
        {phone.acts && <TalkAlone calls={talks} acts={phone.acts} />}
        {props.lapsed}
      </>
    );
  }

  return (
    <PartsProvider parts={parts}>
      <AppBadge ringing={phone.state.calls.filter(({ state }) => state === 'ringing').length} />
      <a href="#main" className="skip-link">
        {t.app.skip}
      </a>
      <Header
        me={me}
        acts={{
          signOut: props.signOut,
          setLanguage: chooseLanguage,
          showKeys: () => pageWindow.show('help'),
          showPalette: () => pageWindow.show('palette'),
        }}
      />
      <PhoneBar
        {...phone}
        chooseDevice={chooseDevice}
        nameOf={(one) => records[one.id]?.recordName ?? phone.nameOf(one)}
        dialFrom={dialFrom}
        elsewhere={elsewhere}
        dial={parts.dial}
        ways={{ suggest, park: codes.park ?? null, transferring, setTransferring }}
        parked={parked}
        voicemail={codes.voicemail ?? null}
        lack={lack}
        extra={me.demo && <CallMe api={api} failed={tellFailure} />}
      />
      <Banners
        link={live.link}
        pbx={live.pbx.filter(({ pbx }) => sees(me, pbx))}
        mends={user.role === 'admin'}
        phone={phone.state}
        // without an extension the bar itself says so
        lack={user.extension === null ? null : lack}
        noPbx={noPbx && onDesk}
        acts={{
          allow: () => void phone.allow(),
          useDesk() {
            const desk = dialFrom?.phones.find(({ device }) => device === 'desk');
            if (desk) dialFrom?.choose(desk);
            else saveMe({ device: 'desk' });
          },
          takeOver: phone.takeOver,
        }}
      />
      {leads(user.role) && <TollBanner api={api} />}
      <div className={classes.body} data-framed={isFramed || undefined}>
        <CardColumn
          {...cards}
          onDesk={onDesk}
          before={
            onDesk &&
            (hostLink && phone.state.calls.some(isLive) ? (
              <FrameRecords link={hostLink} state={phone.state} records={records} />
            ) : user.extension === null ? (
              <PlaceOffer />
            ) : (
              phone.acts &&
              phone.state.device === 'browser' && (
                <Permissions {...phone} microphone={phone.state.microphone} />
              )
            ))
          }
        />
        {/* biome-ignore lint/a11y/noNoninteractiveElementInteractions: the keys of the lists within */}
        <main id="main" tabIndex={-1} className={classes.main} onKeyDown={moveByRows}>
          {isFramed ? (
            <VisuallyHidden component="h1">{t.app.desk}</VisuallyHidden>
          ) : (
            <Routes pbx={live.pbx} />
          )}
        </main>
      </div>
      <PageWindows {...pageWindow} acts={acts} plain={plain} setPlain={setPlain} />
    </PartsProvider>
  );
}

const NO_CODES: FeatureCodes = {};

/** Whether calls of this PBX are shown: who sees their own alone has those of their phones. */
function sees({ user, reach }: Me, pbx: string): boolean {
  const phones = phonesOf(user);
  return reach !== 'own' || phones.length === 0 || phones.some((phone) => phone.pbx === pbx);
}

/** What the account lacks for a phone, in words. */
function lackOf({ user, sip }: Me, t: Text): string | null {
  if (user.extension === null) {
    return user.role === 'admin' ? t.phone.noExtensionOfOwn : t.phone.noExtension;
  }
  return pagePhoneOf(user)?.device === 'browser' && sip === null ? t.phone.noAccount : null;
}

function useTellFailure(): (error: unknown) => () => void {
  const { t } = useSpeech();
  return useCallback(
    (error) =>
      toastFailure(
        error instanceof PhoneRefusal ? t.phone.refusals[error.code] : failureSentence(t, error),
      ),
    [t],
  );
}

/** Changes only when another call can be sent on, not with each state of a call. */
function useTowards({ acts, state }: UsedPhone, pickup: string | null): Towards {
  const id = movable(state.calls)[0]?.id ?? null;
  const isAlone = id !== null && otherCall(state, id) === null;
  return useMemo(() => {
    if (!acts || id === null) return { transfer: null, consult: null, pickup };
    return {
      transfer: (number) => acts.transfer(id, number),
      consult: isAlone ? (number) => acts.consult(id, number) : null,
      pickup,
    };
  }, [acts, id, isAlone, pickup]);
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
