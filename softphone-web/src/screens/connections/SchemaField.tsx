import { NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import type { Text } from '../../text/en.ts';
import { useSpeech } from '../../text/language.tsx';
import { GrowingText } from '../../ui/GrowingText.tsx';
import type { Field, Form } from './entry-form.ts';

/** How a field is called, and what is said of it. */
export function labelOf(
  t: Text,
  { path, description }: Field,
): readonly [label: string, hint?: string] {
  return t.connections.fields[path] ?? [path, description ?? ''];
}

/** One field of a connection's form, in the words of its path; a key without words shows its own name. */
export function SchemaField(props: {
  field: Field;
  value: Form[string] | undefined;
  /** What the server says is wrong with it. */
  mark: string | null;
  /** A secret that is set stays when nothing is typed. */
  isSet: boolean;
  set: (value: string | boolean) => void;
}) {
  const { t } = useSpeech();
  const { field, value, isSet, set } = props;
  const [label, hint] = labelOf(t, field);
  if (field.kind === 'switch') {
    return (
      <Switch
        label={label}
        description={hint}
        checked={value === true}
        onChange={(event) => set(event.currentTarget.checked)}
      />
    );
  }
  const common = {
    label,
    description: field.kind === 'secret' && isSet ? t.connections.secretSet : hint,
    error: props.mark,
    required: field.required && !(field.kind === 'secret' && isSet),
    withAsterisk: field.required,
    value: typeof value === 'string' ? value : '',
    onChange: (event: { currentTarget: { value: string } }) => set(event.currentTarget.value),
    name: field.path,
  };
  switch (field.kind) {
    case 'secret':
      return <PasswordInput {...common} autoComplete="new-password" maxLength={200} />;
    case 'choice':
      return <NativeSelect {...common} data={[...field.choices]} />;
    case 'list':
    case 'map':
      return <GrowingText {...common} minRows={2} maxRows={10} spellCheck={false} />;
    default:
      if (field.path.endsWith('.ca')) {
        return <GrowingText {...common} minRows={2} maxRows={10} spellCheck={false} />;
      }
      return (
        <TextInput
          {...common}
          inputMode={field.kind === 'number' ? 'numeric' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
        />
      );
  }
}
