import { Fragment } from 'react';
import { cutAtNumbers } from '../text/number-in.ts';
import { NumberLink } from './NumberLink.tsx';

/** What somebody wrote, each telephone number in it one that calls when clicked. */
export function NumbersInText({ text }: { text: string }) {
  return cutAtNumbers(text).map(({ text: piece, isNumber }, index) =>
    isNumber ? (
      // oxlint-disable-next-line react/no-array-index-key -- the same number may stand twice; the order is the text's
      <NumberLink key={index} number={piece} word={piece} />
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- as above
      <Fragment key={index}>{piece}</Fragment>
    ),
  );
}
