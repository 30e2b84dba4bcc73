import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { microphoneWanted, type SoundChoice } from '../../phone/sound-choice.ts';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { openMeter } from './meter.ts';
import classes from './SoundScreen.module.css';

/** How loud the microphone is; it is open only while one looks. */
export function Level({ choice }: { choice: SoundChoice }) {
  const { t } = useSpeech();
  const { tellFailure } = useParts();
  const [open, setOpen] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const fill = useRef<HTMLDivElement>(null);
  const fail = useRef(tellFailure);
  useEffect(() => {
    if (!open) return;
    const meter = openMeter(microphoneWanted(choice), (level) => {
      const percent = Math.round(level * 100);
      bar.current?.setAttribute('aria-valuenow', String(percent));
      if (fill.current) fill.current.style.transform = `scaleX(${level})`;
    });
    meter.opened.catch((error: unknown) => {
      setOpen(false);
      fail.current(error);
    });
    return meter.close;
  }, [open, choice]);
  return (
    <div>
      <div className={classes.beside} style={{ alignItems: 'center' }}>
        <div
          ref={bar}
          role="meter"
          aria-label={t.sound.level}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={0}
          className={classes.level}
        >
          <div ref={fill} style={{ transform: 'scaleX(0)' }} />
        </div>
        <Button variant="default" onClick={() => setOpen(!open)}>
          {open ? t.sound.stop : t.sound.listen}
        </Button>
      </div>
      {open && <p className="quiet">{t.sound.levelHint}</p>}
    </div>
  );
}
