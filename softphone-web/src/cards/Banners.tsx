import { Button } from '@mantine/core';
import type { PbxStatus } from '@perezvon/cti-server/contract';
import { Link } from 'wouter';
import type { Microphone, PhoneState } from '../phone/phone.ts';
import type { LiveLink } from '../services/live-store.ts';
import { useSpeech } from '../text/language.tsx';
import { pbxSentence } from '../text/problems.ts';
import { Banner } from '../ui/Banner.tsx';

/** What the buttons of the banners do. */
export interface BannerActs {
  /** Asks for the microphone again. */
  readonly allow: () => void;
  /** Lets calls ring on the desk phone. */
  readonly useDesk: () => void;
  /** Moves the phone of another tab into this one; null where that makes no sense. */
  readonly takeOver: (() => void) | null;
}

/** One plain line for each thing that is wrong, each with what happens next or what to do. */
export function Banners(props: {
  link: LiveLink;
  /** Those whose calls the user sees. */
  pbx: readonly PbxStatus[];
  /** Whether it is for the user to mend them. */
  mends: boolean;
  phone: Pick<PhoneState, 'device' | 'registration' | 'microphone'>;
  /** What the user's account lacks for a phone, in words; null when nothing. */
  lack: string | null;
  /** There is no PBX, and the user is who adds one. */
  noPbx: boolean;
  acts: BannerActs;
}) {
  const { t, when } = useSpeech();
  const { link, pbx, phone, acts } = props;
  const lost = link.kind === 'lost';
  return (
    <>
      {link.kind === 'old-page' && (
        <Banner tone="info">
          {t.app.newVersion}
          <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
            {t.app.reload}
          </Button>
        </Banner>
      )}
      {lost && (
        <Banner tone="bad">{t.banner.liveLost(when(new Date(link.since).toISOString()))}</Banner>
      )}
      {!lost &&
        pbx
          .filter((status) => status.state !== 'up')
          .map((status) => <PbxBanner key={status.pbx} status={status} mends={props.mends} />)}
      {props.noPbx && <NoPbxBanner />}
      {props.lack && <Banner tone="warn">{props.lack}</Banner>}
      <MicrophoneBanner phone={phone} acts={acts} />
      {!lost && <PhoneBanner phone={phone} takeOver={acts.takeOver} />}
    </>
  );
}

/** The first step of all. */
function NoPbxBanner() {
  const { t } = useSpeech();
  return (
    <Banner tone="info">
      {t.banner.noPbx}
      <Button size="compact-sm" variant="default" component={Link} href="/connections">
        {t.connections.title}
      </Button>
    </Banner>
  );
}

/** Nobody would be heard: said on every screen, before a call comes. */
function MicrophoneBanner({
  phone,
  acts,
}: {
  phone: Pick<PhoneState, 'microphone'>;
  acts: BannerActs;
}) {
  const { t } = useSpeech();
  const words = t.phone.permissions;
  const texts: Partial<Record<Microphone, string>> = {
    denied: words.microphoneDenied,
    missing: words.microphoneMissing,
    insecure: words.microphoneInsecure,
  };
  const text = texts[phone.microphone];
  if (!text) return null;
  const insecure = phone.microphone === 'insecure';
  return (
    <Banner tone="bad">
      {text}
      <Button size="compact-sm" variant="default" onClick={insecure ? acts.useDesk : acts.allow}>
        {insecure ? words.useDesk : t.app.retry}
      </Button>
    </Banner>
  );
}

function PhoneBanner(props: {
  phone: Pick<PhoneState, 'device' | 'registration'>;
  takeOver: (() => void) | null;
}) {
  const { t } = useSpeech();
  const { takeOver } = props;
  const { device, registration } = props.phone;
  if (device === 'desk') {
    return registration.kind === 'lost' ? <Banner tone="warn">{t.phone.deskUnseen}</Banner> : null;
  }
  const elsewhere = registration.kind === 'elsewhere';
  const own = elsewhere ? registration.there : registration;
  const why =
    own.kind === 'refused'
      ? t.phone.reasons[own.reason]
      : own.kind === 'lost'
        ? t.phone.lost
        : null;
  if (why) {
    return (
      <Banner tone="bad">
        <strong>{t.phone.notRegistered}.</strong> {why}
      </Banner>
    );
  }
  if (!elsewhere) return null;
  return (
    <Banner tone="info">
      {t.phone.otherTab}
      {takeOver && (
        <Button size="compact-sm" variant="default" onClick={takeOver}>
          {t.phone.takeOver}
        </Button>
      )}
    </Banner>
  );
}

function PbxBanner({ status, mends }: { status: PbxStatus; mends: boolean }) {
  const { t, when } = useSpeech();
  const why = mends ? pbxSentence(t, status) : t.banner.pbxTellAdmin;
  const first =
    status.state === 'refused'
      ? t.banner.pbxRefused(status.name)
      : status.state === 'connecting'
        ? t.banner.pbxConnecting(status.name)
        : t.banner.pbxDown(status.name, when(status.since));
  return (
    <Banner tone={status.state === 'connecting' ? 'warn' : 'bad'}>
      {first} {why}
    </Banner>
  );
}
