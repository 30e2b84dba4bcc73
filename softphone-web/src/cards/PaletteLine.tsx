import { IconBolt, IconHistory, IconLayoutSidebar, IconPhone } from '@tabler/icons-react';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { Face } from './Face.tsx';
import { Keys } from './KeySheet.tsx';
import classes from './Palette.module.css';
import type { PaletteOption } from './palette-options.ts';

/** One line of the palette. */
export function PaletteLine(props: {
  option: PaletteOption;
  id: string;
  isMarked: boolean;
  take: () => void;
}) {
  const { option } = props;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the marked line
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      id={props.id}
      role="option"
      aria-selected={props.isMarked}
      className={classes.line}
      onClick={props.take}
      // the field keeps the focus
      onMouseDown={(event) => event.preventDefault()}
    >
      <Icon option={option} />
      <Words option={option} />
    </div>
  );
}

function Icon({ option }: { option: PaletteOption }) {
  const look = { size: 18, stroke: 1.7, 'aria-hidden': true, className: classes.icon ?? '' };
  if (option.kind === 'call') return <IconPhone {...look} />;
  if (option.kind === 'history') return <IconHistory {...look} />;
  if (option.kind === 'act') {
    return option.act.group === 'screens' ? (
      <IconLayoutSidebar {...look} />
    ) : (
      <IconBolt {...look} />
    );
  }
  return <Face of={option.contact} size="small" />;
}

function Words({ option }: { option: PaletteOption }) {
  const { t, number } = useSpeech();
  if (option.kind === 'act') {
    return (
      <>
        <span className={classes.word}>{option.act.word}</span>
        <span aria-hidden>
          <Keys keys={option.act.keys} />
        </span>
      </>
    );
  }
  if (option.kind === 'history') {
    return (
      <span className={classes.word}>
        {t.palette.calls} <HostileText text={option.text} />
      </span>
    );
  }
  if (option.kind === 'contact') {
    return (
      <span className={classes.word}>
        <HostileText text={option.contact.name} />
      </span>
    );
  }
  return (
    <>
      <span className={classes.word}>
        {t.palette.call} <span className="figures">{number(option.number)}</span>
      </span>
      {option.name && (
        <span className={classes.quiet}>
          <HostileText text={option.name} />
        </span>
      )}
    </>
  );
}
