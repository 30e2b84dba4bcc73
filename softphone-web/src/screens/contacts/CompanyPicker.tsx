import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Contact } from '@perezvon/crm-core/model';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import classes from './CompanyPicker.module.css';
import type { ContactDraft } from './contact-form.ts';

type Company = ContactDraft['company'];

/** The company of a person, found by a part of its name; an emptied field means none. */
export function CompanyPicker(props: {
  company: Company;
  choose: (company: Company) => void;
  error: string | undefined;
}) {
  const { t, number } = useSpeech();
  const { company, choose } = props;
  const [typed, setTyped] = useState(company?.name ?? '');
  const [open, setOpen] = useState(false);
  const { companies, state } = useCompanies(typed === company?.name ? '' : typed);
  const offered = companies.filter(({ id }) => id !== company?.id);
  const options = [...(company ? [company] : []), ...offered];
  const numberOf = new Map(companies.map(({ id, numbers: [first] }) => [id, first]));

  /** Enter in the open list sends no form; the only company that fits is taken without being marked. */
  function enter(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== 'Enter' || !open) return;
    event.preventDefault();
    const [only, another] = offered;
    if (!only || another || hasMarked(event.currentTarget)) return;
    choose(only);
    setOpen(false);
  }

  return (
    <Select
      label={t.contacts.company}
      placeholder={t.contacts.companySearch}
      value={company?.id ?? null}
      data={options.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(id) => choose(options.find((one) => one.id === id) ?? null)}
      allowDeselect={false}
      dropdownOpened={open}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      // The server has searched already; what is chosen is among the options for its name alone.
      filter={({ options: all }) =>
        all.filter((one) => !('value' in one && one.value === company?.id))
      }
      nothingFoundMessage={t.contacts.companyStates[state]}
      clearable
      clearButtonProps={{ 'aria-label': t.contacts.companyNone }}
      renderOption={({ option }) => {
        const first = numberOf.get(option.value);
        return (
          <span className={classes.option}>
            <HostileText text={option.label} />
            {first && (
              <span className={classes.second}>
                <HostileText text={number(first.e164 ?? first.written)} />
              </span>
            )}
          </span>
        );
      }}
      onKeyDown={enter}
      onBlur={(event) => {
        if (event.currentTarget.value.trim() === '') choose(null);
      }}
      maxLength={200}
      error={props.error}
    />
  );
}

/** The companies for what is typed now; none while they are still on their way, so that none is taken for another. */
function useCompanies(text: string): {
  companies: readonly Contact[];
  state: 'searching' | 'failed' | 'nothing';
} {
  const { api } = useParts();
  const wanted = text.trim();
  const [asked] = useDebouncedValue(wanted, 200);
  const query = useQuery({
    queryKey: ['contacts', 'companies', asked],
    queryFn: () => api.companies(asked),
  });
  const isFresh = asked === wanted && query.isSuccess;
  return {
    companies: isFresh ? query.data : [],
    state: query.isError ? 'failed' : isFresh ? 'nothing' : 'searching',
  };
}

/** Whether an option of the field's list is marked by the arrow keys. */
function hasMarked(input: HTMLInputElement): boolean {
  const list = document.getElementById(input.getAttribute('aria-controls') ?? '');
  return Boolean(list?.querySelector('[data-combobox-selected]'));
}
