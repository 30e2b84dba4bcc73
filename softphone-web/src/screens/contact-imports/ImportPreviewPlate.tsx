import { Button, Checkbox, NativeSelect, Radio, Skeleton, TextInput } from '@mantine/core';
import {
  type ContactImport,
  IMPORT_DELIMITERS,
  IMPORT_ENCODINGS,
  IMPORT_KNOWN,
  type ImportPlan,
  type ImportPreview,
  type ImportReading,
} from '@perezvon/crm-core/model';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Failure } from '../../ui/Troubles.tsx';
import { ColumnTable } from './ColumnTable.tsx';
import classes from './Imports.module.css';
import { orReadAnew, wordsOf } from './refusals.ts';

/** How a file is understood, and what is to be done with it. */
export function ImportPreviewPlate({
  item,
  changed,
}: {
  item: ContactImport;
  changed: () => Promise<void>;
}) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const readList = () => queries.invalidateQueries({ queryKey: ['imports'], exact: true });
  const [asked, setAsked] = useState<Partial<ImportReading>>({});
  const query = useQuery({
    queryKey: ['imports', item.id, 'preview', asked],
    queryFn: () => orReadAnew(() => api.previewImport(item.id, asked), readList),
    placeholderData: (before) => before,
    // what is wrong with a file does not mend itself
    retry: false,
  });
  const again = { label: t.app.retry, act: () => void query.refetch() };
  return (
    <Plate label={t.imports.preview(item.fileName)}>
      <div className={rows.top}>
        <h2 className={rows.title}>
          <HostileText text={t.imports.preview(item.fileName)} />
        </h2>
      </div>
      {query.isPending && <Skeleton height={200} m="md" w="auto" radius="md" />}
      {query.isError && (
        <div className={classes.body}>
          <Failure text={wordsOf(query.error)} again={again} />
        </div>
      )}
      {query.data && (
        <Understood
          key={JSON.stringify([query.data.reading, query.data.columns])}
          item={item}
          preview={query.data}
          ask={(part) => setAsked({ ...asked, ...part })}
          changed={changed}
        />
      )}
    </Plate>
  );
}

function Understood(props: {
  item: ContactImport;
  preview: ImportPreview;
  ask: (part: Partial<ImportReading>) => void;
  changed: () => Promise<void>;
}) {
  const { t } = useSpeech();
  const { api } = useParts();
  const { item, preview, ask, changed } = props;
  const { reading } = preview;
  const [columns, setColumns] = useState<ImportPlan['columns']>(
    preview.columns.map(({ guess }) => guess),
  );
  const [country, setCountry] = useState(preview.country);
  const [known, setKnown] = useState<ImportPlan['known']>('fill');
  const { busy, marks, changed: mended, save } = useSaving();
  const hasName = columns.some((field) => field === 'name' || field === 'company');
  const lack = preview.total === 0 ? t.imports.empty : hasName ? null : t.imports.needsName;

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(
      async () => {
        const plan = { reading, columns, country, known };
        await orReadAnew(() => api.startImport(item.id, plan), changed);
        await changed();
      },
      (field) => field === 'country',
    );
  }

  return (
    <form onSubmit={submit} noValidate>
      <div className={classes.body}>
        <div className={classes.reading}>
          <NativeSelect
            label={t.imports.encoding}
            value={reading.encoding}
            data={IMPORT_ENCODINGS.map((value) => ({ value, label: t.imports.encodings[value] }))}
            onChange={(event) =>
              ask({ encoding: event.currentTarget.value as ImportReading['encoding'] })
            }
          />
          <NativeSelect
            label={t.imports.delimiter}
            value={reading.delimiter}
            data={IMPORT_DELIMITERS.map((value) => ({ value, label: t.imports.delimiters[value] }))}
            onChange={(event) =>
              ask({ delimiter: event.currentTarget.value as ImportReading['delimiter'] })
            }
          />
        </div>
        <Checkbox
          label={t.imports.header}
          checked={reading.header}
          onChange={(event) => ask({ header: event.currentTarget.checked })}
        />
      </div>
      <ColumnTable preview={preview} columns={columns} change={setColumns} />
      <div className={classes.body}>
        <TextInput
          label={t.imports.country}
          description={t.imports.countryHint}
          value={country}
          error={marks['country']}
          onChange={(event) => {
            setCountry(event.currentTarget.value.toUpperCase());
            mended({ country });
          }}
          maxLength={2}
          autoComplete="off"
          style={{ justifySelf: 'start' }}
        />
        <Radio.Group
          label={t.imports.known}
          value={known}
          onChange={(value) => setKnown(value as ImportPlan['known'])}
        >
          <div className={classes.choices}>
            {IMPORT_KNOWN.map((value) => (
              <Radio key={value} value={value} label={t.imports.knowns[value]} />
            ))}
          </div>
        </Radio.Group>
        {lack && <p role="status">{lack}</p>}
        <Button
          type="submit"
          loading={busy}
          disabled={lack !== null}
          style={{ justifySelf: 'start' }}
        >
          {t.imports.start(preview.total)}
        </Button>
      </div>
    </form>
  );
}
