import { NativeSelect } from '@mantine/core';
import { IMPORT_FIELDS, type ImportPlan, type ImportPreview } from '@perezvon/crm-core/model';
import { IMPORT_WORDS } from '@perezvon/cti-server/contract';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import classes from './Imports.module.css';

/** The first records of a file; above each column what it holds. */
export function ColumnTable(props: {
  preview: ImportPreview;
  columns: ImportPlan['columns'];
  change: (columns: ImportPlan['columns']) => void;
}) {
  const { t, language } = useSpeech();
  const { preview, columns, change } = props;
  const fields = IMPORT_WORDS[language].fields;
  const offered = [
    { value: '', label: t.imports.notTaken },
    ...IMPORT_FIELDS.map((field) => ({ value: field, label: fields[field] })),
  ];
  return (
    // wider than the page: it is scrolled by keys, too
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <div className={classes.wide} tabIndex={0} role="region" aria-label={t.imports.columns}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t.imports.line}</th>
            {preview.columns.map(({ name }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
              <th key={at} scope="col">
                <NativeSelect
                  aria-label={t.imports.column(name, at + 1)}
                  value={columns[at] ?? ''}
                  data={offered}
                  onChange={(event) => change(columns.with(at, fieldOf(event.currentTarget.value)))}
                  size="xs"
                />
                {name && <HostileText text={name} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map(({ line, cells }) => (
            <tr key={line}>
              <td className="quiet">{line}</td>
              {preview.columns.map((_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                <td key={at} data-left={columns[at] === null || undefined}>
                  <HostileText text={cells[at] ?? ''} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function fieldOf(value: string): ImportPlan['columns'][number] {
  return IMPORT_FIELDS.find((field) => field === value) ?? null;
}
