import { Textarea, type TextareaProps } from '@mantine/core';
import classes from './GrowingText.module.css';

/**
 * A field of several lines that grows with its text from `minRows` to `maxRows`, by style alone: one that measures itself
 * lays the page out once more before its card is seen.
 */
export function GrowingText({ minRows, maxRows, ...field }: TextareaProps & Rows) {
  const rows = { '--least-rows': minRows, '--most-rows': maxRows };
  return (
    <Textarea
      {...field}
      rows={minRows}
      classNames={{ input: classes.input }}
      styles={{ input: rows }}
    />
  );
}

interface Rows {
  readonly minRows: number;
  readonly maxRows: number;
}
