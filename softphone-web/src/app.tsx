import '@mantine/core/styles.css';
import { MantineProvider } from '@mantine/core';
import { SignIn } from './screens/sign-in/SignIn.tsx';
import { SpeechProvider } from './text/language.tsx';
import { theme } from './ui/theme.ts';

/** The whole page. */
export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <SpeechProvider>
        <SignIn notice={null} signIn={() => Promise.resolve(null)} />
      </SpeechProvider>
    </MantineProvider>
  );
}
