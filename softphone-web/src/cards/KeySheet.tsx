import { Kbd, Modal } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';
import classes from './KeySheet.module.css';
import { KEYS, type KeyAct } from './shortcuts.ts';

/** The sheet of keys that `?` opens. */
export function KeySheet({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useSpeech();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t.keys.title}
      size="sm"
      closeButtonProps={{ 'aria-label': t.app.close }}
    >
      <dl className={classes.sheet}>
        {(Object.keys(KEYS) as KeyAct[]).map((act) => (
          <div key={act}>
            <dt>{t.keys[act]}</dt>
            <dd>
              {KEYS[act].map((key, index) => (
                <span key={key}>
                  {index > 0 && ' + '}
                  <Kbd>{key}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
