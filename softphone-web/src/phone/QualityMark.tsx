import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars5 } from '@tabler/icons-react';
import type { Text } from '../text/en.ts';
import { useSpeech } from '../text/language.tsx';
import classes from './QualityMark.module.css';
import type { LiveQuality } from './quality.ts';

/** From these scores on a call sounds well, or well enough (G.107 Annex B: satisfied, some dissatisfied). */
const GOOD = 4.03;
const FAIR = 3.6;

/** How a call sounds: a mark with its figures, and words where it is bad. */
export function QualityMark({ quality }: { quality: LiveQuality }) {
  const { t } = useSpeech();
  const { mos } = quality;
  const words = warning(quality, t);
  const level = mos >= GOOD ? 'good' : mos >= FAIR ? 'fair' : 'poor';
  const Icon =
    level === 'good' ? IconAntennaBars5 : level === 'fair' ? IconAntennaBars3 : IconAntennaBars2;
  const said = `${t.quality.title}: ${t.quality.levels[level]}`;
  return (
    <>
      <span className={classes.mark} data-level={level} title={`${said} (MOS ${mos.toFixed(1)})`}>
        <Icon size={18} role="img" aria-label={said} />
      </span>
      <span aria-live="polite" className={classes.warning}>
        {words}
      </span>
    </>
  );
}

/** What is wrong, by its greatest cause; null while nothing is worth telling. */
function warning(quality: LiveQuality, t: Text): string | null {
  if (quality.silent) return t.quality.silent;
  if (!quality.poor) return null;
  const { lossPercent, rttMs } = quality;
  if (lossPercent >= 3) return t.quality.loss(Math.round(lossPercent));
  if ((rttMs ?? 0) >= 400) return t.quality.delay((Math.round((rttMs ?? 0) / 100) / 20).toFixed(1));
  return t.quality.uneven;
}
