import { Button } from '@mantine/core';
import type { PbxStatus } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import { pbxSentence } from '../text/problems.ts';
import { Banner } from '../ui/Banner.tsx';

/** What is wrong for the whole page now. */
export interface Wrongs {
  /** Since when the live link is away, ISO 8601; null while it works. */
  readonly liveLostSince: string | null;
  readonly pbx: readonly PbxStatus[];
  /** Why the page's phone does not ring, in words; null when it does or need not. */
  readonly phone: string | null;
  readonly otherTab: { readonly takeOver: (() => void) | null } | null;
  readonly outdated: boolean;
}

/** One plain line for each thing that is wrong, each with what happens next or what to do. */
export function Banners({ wrongs }: { wrongs: Wrongs }) {
  const { t, when } = useSpeech();
  return (
    <>
      {wrongs.outdated && (
        <Banner tone="info">
          {t.app.newVersion}
          <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
            {t.app.reload}
          </Button>
        </Banner>
      )}
      {wrongs.liveLostSince && (
        <Banner tone="bad">{t.banner.liveLost(when(wrongs.liveLostSince))}</Banner>
      )}
      {!wrongs.liveLostSince &&
        wrongs.pbx
          .filter((status) => status.state !== 'up')
          .map((status) => <PbxBanner key={status.pbx} status={status} />)}
      {wrongs.phone && (
        <Banner tone="bad">
          <strong>{t.phone.notRegistered}.</strong> {wrongs.phone}
        </Banner>
      )}
      {wrongs.otherTab && (
        <Banner tone="info">
          {t.phone.otherTab}
          {wrongs.otherTab.takeOver && (
            <Button size="compact-sm" variant="default" onClick={wrongs.otherTab.takeOver}>
              {t.phone.takeOver}
            </Button>
          )}
        </Banner>
      )}
    </>
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
