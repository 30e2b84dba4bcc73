import {
  MantineThemeProvider,
  mergeThemeOverrides,
  Modal,
  Notification,
  PasswordInput,
  Pill,
} from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useSpeech } from './text/language.tsx';
import { theme } from './ui/theme.ts';

/** Gives Mantine's own buttons names in the reader's language: it has them in English, or not at all. */
export function WordedTheme({ children }: { children: ReactNode }) {
  const { t } = useSpeech();
  const worded = useMemo(() => {
    const close = { closeButtonProps: { 'aria-label': t.app.close } };
    const remove = { removeButtonProps: { 'aria-label': t.app.remove } };
    const look = { visibilityToggleButtonProps: { 'aria-label': t.app.showPassword } };
    return mergeThemeOverrides(theme, {
      components: {
        Modal: Modal.extend({
          defaultProps: { ...theme.components?.['Modal']?.defaultProps, ...close },
        }),
        Notification: Notification.extend({ defaultProps: close }),
        Pill: Pill.extend({ defaultProps: remove }),
        PasswordInput: PasswordInput.extend({ defaultProps: look }),
      },
    });
  }, [t]);
  return <MantineThemeProvider theme={worded}>{children}</MantineThemeProvider>;
}
