import { useEffect, useState } from 'react';
import { ApiProblem } from '../services/http.ts';
import { changedFields, type FieldOf, joinedForm, type Three } from './meanwhile.ts';
import type { UnsavedForms } from './unsaved-forms.ts';

/** What somebody else saved while a form was open. */
export interface Meanwhile<Form> {
  readonly theirs: Form;
  /** What they changed. */
  readonly fields: readonly FieldOf<Form>[];
  /** Puts it into the form, with the own changes on top; null once it is there. */
  readonly take: (() => void) | null;
}

/** The form of something that others change, too. */
export interface Versioned<Thing, Form> {
  readonly form: Form;
  readonly set: (part: Partial<Form>) => void;
  /** As the form was filled from it; null: it makes something new. */
  readonly seen: Thing | null;
  /** Nothing is saved before this is looked at; null while nobody else was sooner. */
  readonly meanwhile: Meanwhile<Form> | null;
  /** Sends what replaces `seen`; where that is another by now, it is read, and nothing fails. */
  readonly replace: (send: (seen: Thing | null) => Promise<void>) => Promise<void>;
  /** The form goes on from what was saved; `kept`: what stays in it, else what was saved. */
  readonly goOn: (saved: Thing, kept?: Form) => void;
  /** Whether something stands in it that is not saved. */
  readonly isChanged: boolean;
  /** What was written before it was left is in it again. */
  readonly isFoundAgain: boolean;
  /** Nothing of what was written is kept: it is saved. */
  readonly forget: () => void;
  /** The same, and it is filled anew. */
  readonly discard: () => void;
}

/** What {@link useVersioned} must know. */
export interface VersionedOptions<Thing, Form> {
  readonly thing: Thing | null;
  readonly formOf: (thing: Thing | null) => Form;
  /** Reads it as it is now; undefined: it is gone. */
  readonly read: (seen: Thing) => Promise<Thing | undefined>;
  /** How both people’s changes are joined; field by field unless told. */
  readonly join?: (three: Three<Form>) => Form;
  /** Where it is kept when it is left unsaved, and by which name; nowhere unless told: it may hold a secret. */
  readonly keep?: { readonly in: UnsavedForms; readonly as: string };
}

/** The form of `thing` as it is first: that the page reads it anew by itself changes no form that is open. */
export function useVersioned<Thing, Form extends object>(
  options: VersionedOptions<Thing, Form>,
): Versioned<Thing, Form> {
  const { formOf, read, join = joinedForm, keep } = options;
  const [found, setFound] = useState(
    () => keep?.in.get(keep.as) as { seen: Thing | null; form: Form } | undefined,
  );
  const [seen, setSeen] = useState(found ? found.seen : options.thing);
  const [form, setForm] = useState(() => found?.form ?? formOf(options.thing));
  const [both, setBoth] = useState<{ opened: Thing; theirs: Thing } | null>(null);

  const isChanged = changedFields(formOf(seen), form).length > 0;

  useEffect(() => {
    if (isChanged) keep?.in.set(keep.as, { seen, form });
    else keep?.in.delete(keep.as);
  }, [isChanged, keep?.in, keep?.as, seen, form]);

  const forget = () => void keep?.in.delete(keep.as);

  function take(): void {
    if (!both) return;
    const [opened, theirs] = [formOf(both.opened), formOf(both.theirs)];
    setForm(join({ opened, mine: form, theirs }));
    setSeen(both.theirs);
  }

  async function replace(send: (seen: Thing | null) => Promise<void>): Promise<void> {
    try {
      await send(seen);
      setBoth(null);
    } catch (error) {
      const isOther = error instanceof ApiProblem && error.code === 'changed-meanwhile';
      const theirs = isOther && seen !== null ? await read(seen) : undefined;
      if (theirs === undefined || seen === null) throw error;
      setBoth({ opened: seen, theirs });
    }
  }

  return {
    form,
    set: (part) => setForm((before) => ({ ...before, ...part })),
    seen,
    meanwhile: both && {
      theirs: formOf(both.theirs),
      fields: changedFields(formOf(both.opened), formOf(both.theirs)),
      take: seen === both.theirs ? null : take,
    },
    replace,
    goOn(saved, kept = formOf(saved)) {
      setSeen(saved);
      setForm(kept);
    },
    isChanged,
    isFoundAgain: found !== undefined,
    forget,
    discard() {
      forget();
      setFound(undefined);
      setSeen(options.thing);
      setForm(formOf(options.thing));
      setBoth(null);
    },
  };
}

/** The one of a list that is `seen`, as it is there now. */
export function sameOne<One extends { readonly id: string }>(
  list: readonly One[],
  seen: One,
): One | undefined {
  return list.find(({ id }) => id === seen.id);
}
