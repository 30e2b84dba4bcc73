import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Empty } from '../../ui/Troubles.tsx';
import classes from './Data.module.css';
import { ErasePerson } from './ErasePerson.tsx';
import { KeepRules } from './KeepRules.tsx';
import { SettingsFile } from './SettingsFile.tsx';

/** How long things are kept, and how one person's are erased: for administrators. */
export function DataScreen() {
  const { t } = useSpeech();
  const { user } = useParts();
  if (user.role !== 'admin') return <Empty text={t.data.denied} />;
  return (
    <div className={classes.page}>
      <KeepRules />
      <ErasePerson />
      <SettingsFile />
    </div>
  );
}
