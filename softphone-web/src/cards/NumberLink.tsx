import { IconPhone } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { telLink } from '../text/phone-number.ts';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './NumberLink.module.css';
import { useParts } from './parts.tsx';

/** A number that calls when clicked. A real `tel:` link, so it can be copied and opened elsewhere too. */
export function NumberLink(props: {
  number: string;
  quiet?: boolean;
  /** Shown instead of the number, where the number stands beside it anyway. */
  word?: string;
}) {
  const { number, quiet } = props;
  const { t, number: shown } = useSpeech();
  const { dial } = useParts();
  const text = shown(number);
  return (
    <a
      href={telLink(number)}
      className={classes.link}
      data-quiet={quiet || undefined}
      title={t.call.callBack(text)}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void dial(number);
      }}
    >
      <IconPhone size={15} stroke={1.8} aria-hidden />
      <HostileText text={props.word ?? text} />
    </a>
  );
}
