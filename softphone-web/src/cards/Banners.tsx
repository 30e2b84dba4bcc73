import { Button } from '@mantine/core';
import type { PbxStatus } from '@perezvon/cti-server/contract';
import type { Registration } from '../phone/phone.ts';
import type { LiveLink } from '../services/live-store.ts';
import { useSpeech } from '../text/language.tsx';
import { pbxSentence } from '../text/problems.ts';
import { Banner } from '../ui/Banner.tsx';

/** One plain line for each thing that is wrong, each with what happens next or what to do. */
export function Banners(props: {
  link: LiveLink;
  pbx: readonly PbxStatus[];
  registration: Registration;
  /** What the user's account lacks for a phone, in words; null when nothing. */
  lack: string | null;
  /** Moves the phone of another tab into this one. */
  takeOver: (() => void) | null;
}) {
  const { t, when } = useSpeech();
  const { link, pbx, registration } = props;
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
          .map((status) => <PbxBanner key={status.pbx} status={status} />)}
      {props.lack && <Banner tone="warn">{props.lack}</Banner>}
      {!lost && <PhoneBanner registration={registration} takeOver={props.takeOver} />}
    </>
  );
}

function PhoneBanner(props: { registration: Registration; takeOver: (() => void) | null }) {
  const { t } = useSpeech();
  const { registration, takeOver } = props;
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

function PbxBanner({ status }: { status: PbxStatus }) {
  const { t, when } = useSpeech();
  const why = pbxSentence(t, status);
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
