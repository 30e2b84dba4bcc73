import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSpeech } from '../../text/language.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { Plate } from '../../ui/Plate.tsx';
import classes from './Doorway.module.css';

/** The frame of the screens before sign-in: mark, title, one form, the language. */
export function Doorway(props: { title: string; lead?: string; children: ReactNode }) {
  const { t, language, setLanguage } = useSpeech();
  const other = language === 'ru' ? 'en' : 'ru';
  return (
    <main className={classes.doorway}>
      <div className={classes.inner}>
        <Group gap="sm" justify="center" mb="lg">
          <Mark size={36} />
          <Text fw={650} fz={22} component="span">
            {t.app.name}
          </Text>
        </Group>
        <Plate>
          <div className={classes.form}>
            <Title order={1} fz="h3">
              {props.title}
            </Title>
            {props.lead && <p className={classes.lead}>{props.lead}</p>}
            {props.children}
          </div>
        </Plate>
        <button
          type="button"
          className={classes.language}
          lang={other}
          onClick={() => setLanguage(other)}
        >
          {other === 'ru' ? 'По-русски' : 'In English'}
        </button>
      </div>
    </main>
  );
}
