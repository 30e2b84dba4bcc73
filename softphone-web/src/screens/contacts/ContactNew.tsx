import { useLocation } from 'wouter';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { ContactEdit } from './ContactEdit.tsx';
import classes from './ContactShow.module.css';

/** A new contact: a screen, not a window, so that a call that comes meanwhile is seen and answered beside it. */
export function ContactNew() {
  const { t } = useSpeech();
  const [, go] = useLocation();
  return (
    <Plate label={t.contacts.create}>
      <div className={classes.body}>
        <h1 className={classes.name}>{t.contacts.create}</h1>
        <ContactEdit
          contact={null}
          saved={(contact) => go(`/contacts/${contact.id}`, { replace: true })}
          cancel={() => go('/contacts')}
        />
      </div>
    </Plate>
  );
}
