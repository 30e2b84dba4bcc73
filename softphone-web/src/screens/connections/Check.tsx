import type { Diagnosis } from '@perezvon/cti-server/contract';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus } from '@tabler/icons-react';
import { CopyText } from '../../cards/CopyText.tsx';
import { useSpeech } from '../../text/language.tsx';
import rows from '../../ui/rows.module.css';
import classes from './Connections.module.css';

const SIGNS = {
  ok: IconCircleCheck,
  warning: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconMinus,
} as const;

/** One check of the doctor: what came back, and what to change. */
export function Check({ diagnosis }: { diagnosis: Diagnosis }) {
  const { t, language } = useSpeech();
  const { state, tried, found, cure, file, lines } = diagnosis;
  const Sign = SIGNS[state];
  const text = lines.join('\n');
  return (
    <li className={classes.check} data-state={state}>
      <Sign size={20} aria-hidden className={classes.sign} />
      <div className={classes.what}>
        <div className={rows.name}>
          {tried[language]}
          <span className="quiet"> · {t.connections.checkStates[state]}</span>
        </div>
        <p>
          <bdi>{found[language]}</bdi>
        </p>
        {cure && <p>{cure[language]}</p>}
        {text && (
          <div className={classes.lines}>
            {file !== null && <code>{file}</code>}
            <pre>{text}</pre>
            <CopyText text={text} size="compact-sm" variant="subtle" />
          </div>
        )}
      </div>
    </li>
  );
}
