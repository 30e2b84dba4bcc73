import { createTheme, type MantineColorsTuple, Modal } from '@mantine/core';

const bell: MantineColorsTuple = [
  '#e6f6f3',
  '#d0ebe6',
  '#a2d8cf',
  '#6fc4b7',
  '#48b3a3',
  '#2da594',
  '#1a9686',
  '#0d8577',
  '#0a7568',
  '#006256',
];

// Mantine's own dark grey with a little blue: calmer beside the green accent.
const dark: MantineColorsTuple = [
  '#dde2e8',
  '#b9c1cb',
  '#94a0ae',
  '#6c7988',
  '#414b58',
  '#313944',
  '#242b34',
  '#161b21',
  '#11151a',
  '#0c0f13',
];

/** The look of the page: one accent, system fonts, soft corners. */
export const theme = createTheme({
  primaryColor: 'bell',
  primaryShade: 8,
  colors: { bell, dark },
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  headings: { fontWeight: '650' },
  components: { Modal: Modal.extend({ defaultProps: { yOffset: 'var(--window-top)' } }) },
});
