import { SessionList } from '../../cards/SessionList.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './SessionScreen.module.css';

/** Where one is signed in oneself. */
export function SessionScreen() {
  const { t } = useSpeech();
  return (
    <Plate label={t.sessions.title}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t.sessions.title}</h1>
        <p className="quiet">{t.sessions.about}</p>
      </div>
      <div className={classes.list}>
        <SessionList userId={null} />
      </div>
    </Plate>
  );
}
