import type { Connection, PbxAccount } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo } from 'react';
import { ChangedMeanwhile } from '../../cards/ChangedMeanwhile.tsx';
import { useParts } from '../../cards/parts.tsx';
import { sameOne, useVersioned } from '../../cards/use-versioned.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { SaveOrCancel } from '../../cards/SaveOrCancel.tsx';
import { useSpeech } from '../../text/language.tsx';
import { AccountSample } from './AccountSample.tsx';
import { nameOf } from './connection-facts.ts';
import classes from './Connections.module.css';
import { entryOf, fieldsOf, type Form, formOf, type FormSchema, markOf } from './entry-form.ts';
import { labelOf, SchemaField } from './SchemaField.tsx';
import { inOrder, SECTIONS, sectionOf } from './sections.ts';

/** The form of a PBX connection, made from its connector's schema; `connection` null makes a new one. */
export function ConnectionEdit(props: {
  connection: Connection | null;
  schema: FormSchema;
  /** What an account for a new connection is made of. */
  account: PbxAccount | null;
  done: () => void;
}) {
  const { t } = useSpeech();
  const { api, tellDone } = useParts();
  const queries = useQueryClient();
  const { connection, schema, account, done } = props;
  const fields = useMemo(() => inOrder(fieldsOf(schema)), [schema]);
  const queryKey = ['connections'];
  const { form, set, meanwhile, replace } = useVersioned<Connection, Form>({
    thing: connection,
    formOf: (one) => formOf(fields, one?.entry ?? {}),
    read: async (seen) => {
      const queryFn = () => api.connections();
      const { items } = await queries.fetchQuery({ queryKey, queryFn, staleTime: 0 });
      return sameOne(items, seen);
    },
  });
  const { formElement, busy, marks, changed, save } = useSaving();

  async function send(seen: Connection | null): Promise<void> {
    const saved = await api.saveConnection(seen, entryOf(fields, form));
    await queries.invalidateQueries({ queryKey });
    tellDone(t.connections.saved(nameOf(saved)));
    done();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(
      () => replace(send),
      (path) => fields.some((field) => markOf(field, { [path]: path }) !== null),
    );
  }

  return (
    <form ref={formElement} onSubmit={submit} className={classes.form} autoComplete="off">
      {SECTIONS.map((section) => (
        <fieldset key={section} className={classes.section}>
          <legend>{t.connections.sections[section]}</legend>
          <p className="quiet">{t.connections.sectionHints[section]}</p>
          {section === 'ami' && account && !connection && (
            <AccountSample account={account} made={(user, secret) => set({ user, secret })} />
          )}
          {fields
            .filter((field) => sectionOf(field) === section)
            // what is within a switch that is off is not asked for
            .filter(({ path }) => !fields.some((one) => isOffAbove(one.path, path, form)))
            .map((field) => (
              <SchemaField
                key={field.path}
                field={field}
                value={form[field.path]}
                mark={markOf(field, marks)}
                isSet={connection?.secrets.includes(field.path) ?? false}
                set={(value) => {
                  set({ [field.path]: value });
                  changed({ [field.path]: value });
                }}
              />
            ))}
        </fieldset>
      ))}
      <ChangedMeanwhile
        meanwhile={meanwhile}
        labels={Object.fromEntries(fields.map((field) => [field.path, labelOf(t, field)[0]]))}
      />
      <SaveOrCancel busy={busy} cancel={done} />
    </form>
  );
}

function isOffAbove(above: string, path: string, form: Readonly<Record<string, unknown>>): boolean {
  return path.startsWith(`${above}.`) && form[above] === false;
}
