import { ActionIcon, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import type { ContactNumber } from '@perezvon/crm-core/model';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useSpeech } from '../../text/language.tsx';
import classes from './ContactEdit.module.css';
import { type Marks, numberField, type WrittenNumber } from './contact-form.ts';

/** Most numbers of a contact. */
const MOST = 20;

/** The numbers of a contact, each with its kind; what is wrong with one stands below it. */
export function Numbers(props: {
  numbers: readonly WrittenNumber[];
  marks: Marks;
  change: (numbers: readonly WrittenNumber[]) => void;
}) {
  const { t } = useSpeech();
  const { numbers, change } = props;
  const set = (key: number, part: Partial<WrittenNumber>) =>
    change(numbers.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const nextKey = numbers.reduce((most, one) => Math.max(most, one.key), -1) + 1;
  return (
    <fieldset className={classes.numbers}>
      <legend>{t.contacts.numbers}</legend>
      {numbers.map((one) => (
        <Group key={one.key} gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            id={numberField(one)}
            aria-label={t.contacts.number}
            value={one.written}
            onChange={(event) => set(one.key, { written: event.currentTarget.value })}
            error={props.marks[numberField(one)]}
            maxLength={64}
            type="tel"
            flex={1}
          />
          <NativeSelect
            aria-label={t.contacts.kind}
            value={one.kind}
            onChange={(event) =>
              set(one.key, { kind: event.currentTarget.value as ContactNumber['kind'] })
            }
            data={Object.entries(t.contacts.numberKinds).map(([value, label]) => ({
              value,
              label,
            }))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t.contacts.removeNumber}
            onClick={() => change(numbers.filter((other) => other.key !== one.key))}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.add}
        leftSection={<IconPlus size={16} aria-hidden />}
        disabled={numbers.length >= MOST}
        onClick={() => change([...numbers, { key: nextKey, kind: 'mobile', written: '' }])}
      >
        {t.contacts.addNumber}
      </Button>
    </fieldset>
  );
}
