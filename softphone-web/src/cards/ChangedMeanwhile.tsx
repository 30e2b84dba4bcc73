import { Button } from '@mantine/core';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './ChangedMeanwhile.module.css';
import type { FieldOf } from './meanwhile.ts';
import type { Meanwhile } from './use-versioned.ts';

/** What a field says, where its plain text does not. */
export type FieldTexts<Form> = { readonly [Field in keyof Form]?: (value: Form[Field]) => string };

/** Within a form: says that somebody else saved meanwhile, and what they changed; gives the way on. */
export function ChangedMeanwhile<Form extends object>(props: {
  meanwhile: Meanwhile<Form> | null;
  labels: Readonly<Record<FieldOf<Form>, string>>;
  texts?: FieldTexts<Form>;
}) {
  const { t } = useSpeech();
  const { meanwhile, labels, texts = {} } = props;
  if (!meanwhile) return null;
  const { theirs, fields, take } = meanwhile;
  const words = t.meanwhile;
  const textOf = (field: FieldOf<Form>): string => {
    const value = theirs[field];
    const said = (texts as FieldTexts<Form>)[field]?.(value) ?? plainText(value, words);
    return said || words.nothing;
  };
  return (
    <div className={classes.told} role="alert">
      <p>{take ? words.changed : words.taken}</p>
      <ul>
        {fields.map((field) => (
          <li key={field}>
            {labels[field]}: <HostileText text={textOf(field)} lines={4} />
          </li>
        ))}
        {fields.length === 0 && <li>{words.unseen}</li>}
      </ul>
      {take && (
        <Button
          variant="default"
          classNames={{ root: classes.take ?? '', label: classes.words ?? '' }}
          onClick={({ currentTarget }) => {
            take();
            currentTarget.form?.querySelector<HTMLElement>('[type="submit"]')?.focus();
          }}
        >
          {words.take}
        </Button>
      )}
    </div>
  );
}

function plainText(value: unknown, { yes, no }: { yes: string; no: string }): string {
  if (typeof value === 'boolean') return value ? yes : no;
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
