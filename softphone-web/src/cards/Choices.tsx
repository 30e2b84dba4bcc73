import type { KeyboardEvent } from 'react';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './CallerPart.module.css';

/** Somebody who may be meant. Texts are hostile. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** What a screen reader says of the button. */
  readonly label: string;
}

/** People to pick one of: by a click, by the arrow keys and Enter, or by the digit that stands beside each. */
export function Choices(props: {
  choices: readonly Choice[];
  choose: (id: string) => void;
  /** Arrow up from the first one. */
  leave?: () => void;
}) {
  const { choices, choose } = props;

  function pressed(event: KeyboardEvent<HTMLUListElement>): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    const picked = digit === undefined ? undefined : choices[Number(digit) - 1];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!picked && step === undefined) return;
    event.preventDefault();
    if (picked) return choose(picked.id);
    const buttons = [...event.currentTarget.querySelectorAll('button')];
    const at = buttons.findIndex((one) => one === document.activeElement) + (step ?? 0);
    if (at < 0) props.leave?.();
    else buttons[at]?.focus();
  }

  return (
    <ul className={classes.choices} onKeyDown={pressed}>
      {choices.map(({ id, name, about, label }, index) => (
        <li key={id}>
          <button
            type="button"
            className={classes.choice}
            onClick={() => choose(id)}
            aria-label={label}
            data-digit={index < 9 ? index + 1 : undefined}
            data-card-act={index === 0 ? 'who' : undefined}
          >
            <HostileText text={name} />
            {about && (
              <span className={classes.about}>
                <HostileText text={about} />
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
