import { CloseButton, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

/** The field that a screen is searched by, reached by its key; one that is given `clear`'s words can be emptied. */
export function SearchField(props: {
  /** What is searched, in words. */
  label: string;
  value: string;
  change: (typed: string) => void;
  /** How the button that empties it is called. */
  clear?: string;
  className?: string | undefined;
  autoFocus?: boolean;
}) {
  const { label, value, change, clear, className, autoFocus } = props;
  return (
    <TextInput
      id="search"
      className={className ?? ''}
      leftSection={<IconSearch size={17} aria-hidden />}
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      maxLength={100}
      autoFocus={autoFocus ?? false}
      rightSection={
        clear !== undefined &&
        value && <CloseButton size="sm" aria-label={clear} onClick={() => change('')} />
      }
    />
  );
}
