import { Button, FileButton, Group, Progress, Skeleton } from '@mantine/core';
import type { ContactImport, ContactImportList } from '@perezvon/crm-core/model';
import { IconDownload, IconFileUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { takeFile } from '../../cards/take-file.ts';
import { CONTACTS_FILE } from '../../services/api-client.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { ImportPreviewPlate } from './ImportPreviewPlate.tsx';
import { ImportRow } from './ImportRow.tsx';
import classes from './Imports.module.css';
import { useUpload } from './use-upload.ts';

/** While an import is under way it is asked for so often, ms. */
const AGAIN_MS = 1_000;

/** Contacts from a file: choose it, see how it is understood, let it be worked through, read what came of it. */
export function ImportScreen() {
  const { t } = useSpeech();
  const { api, user } = useParts();
  const mayImport = user.role === 'admin' || user.role === 'supervisor';
  const list = useQuery({
    queryKey: ['imports'],
    queryFn: api.imports,
    enabled: mayImport,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? AGAIN_MS : false),
  });
  if (!mayImport) return <Empty text={t.imports.denied} />;
  if (list.isPending) return <Skeleton height={240} radius="md" />;
  if (list.isError) {
    const again = { label: t.app.retry, act: () => void list.refetch() };
    return <Failure text={t.imports.failed} again={again} />;
  }
  return <Imports list={list.data} again={() => list.refetch()} />;
}

function isUnderWay({ state }: ContactImport): boolean {
  return state === 'running' || state === 'undoing';
}

function Imports({ list, again }: { list: ContactImportList; again: () => Promise<unknown> }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const [shown, setShown] = useState<ContactImport | null>(null);
  const goesOn = list.items.some(isUnderWay);
  const { upload, refusal, send, goOn, forget } = useUpload((whole) => {
    if (whole.state === 'waiting') setShown(whole);
    void again();
  });

  // who finds them by name or number sees them as they are now
  useEffect(() => {
    if (!goesOn) void queries.invalidateQueries({ queryKey: ['contacts'] });
  }, [goesOn, queries]);

  /** What was chosen before and is not begun gives its place to another file. */
  async function choose(file: File): Promise<void> {
    const before = shown;
    setShown(null);
    // begun or cancelled elsewhere it takes no place
    if (before) await api.cancelImport(before.id).catch(() => undefined);
    await send(file);
  }

  async function changed(id: string): Promise<void> {
    if (shown?.id === id) setShown(null);
    forget(id);
    await again();
  }

  return (
    <div className={classes.page}>
      <Plate label={t.imports.heading}>
        <div className={rows.top}>
          <h1 className={rows.title}>{t.imports.heading}</h1>
        </div>
        <ChooseFile
          mostBytes={list.mostBytes}
          isBusy={upload !== null}
          choose={(file) => void choose(file)}
          refusal={refusal}
        />
        {upload && (
          <div className={classes.body} role="status">
            <p>{t.imports.sending(Math.floor((upload.sent / upload.file.size) * 100))}</p>
            <Progress
              value={(upload.sent / upload.file.size) * 100}
              aria-label={t.imports.sending(Math.floor((upload.sent / upload.file.size) * 100))}
            />
            {upload.isHeld && (
              <Button onClick={() => void goOn()} style={{ justifySelf: 'start' }}>
                {t.imports.goOn}
              </Button>
            )}
          </div>
        )}
      </Plate>
      {shown && (
        <ImportPreviewPlate key={shown.id} item={shown} changed={() => changed(shown.id)} />
      )}
      <Plate label={t.imports.past}>
        <div className={rows.top}>
          <h2 className={rows.title}>{t.imports.past}</h2>
        </div>
        {list.items.length === 0 && <Empty text={t.imports.none} />}
        <ul className={rows.list}>
          {list.items.map((item) => (
            <ImportRow
              key={item.id}
              item={item}
              changed={() => changed(item.id)}
              open={shown?.id === item.id ? null : () => setShown(item)}
            />
          ))}
        </ul>
      </Plate>
    </div>
  );
}

function ChooseFile(props: {
  mostBytes: number;
  isBusy: boolean;
  choose: (file: File) => void;
  refusal: string | null;
}) {
  const { t } = useSpeech();
  const parts = useParts();
  const { mostBytes, isBusy, choose, refusal } = props;
  const most = Math.floor(mostBytes / 1_048_576);
  const [isTooLong, setTooLong] = useState(false);
  // else the same file, changed, could not be chosen again
  const reset = useRef<() => void>(null);

  function picked(file: File | null): void {
    if (!file) return;
    reset.current?.();
    setTooLong(file.size > mostBytes);
    if (file.size <= mostBytes) choose(file);
  }

  return (
    <div className={classes.body}>
      <p className="quiet">{t.imports.about(most)}</p>
      <Group gap="xs">
        <FileButton resetRef={reset} accept=".csv,.txt,.tsv,text/csv,text/plain" onChange={picked}>
          {(button) => (
            <Button
              {...button}
              loading={isBusy}
              leftSection={<IconFileUpload size={17} aria-hidden />}
            >
              {t.imports.choose}
            </Button>
          )}
        </FileButton>
        {parts.user.mayExport && (
          <Button
            onClick={() => void takeFile(parts, CONTACTS_FILE)}
            variant="default"
            leftSection={<IconDownload size={17} aria-hidden />}
          >
            {t.imports.exportAll}
          </Button>
        )}
      </Group>
      {isTooLong && <Failure text={t.imports.tooLong(most)} />}
      {!isTooLong && refusal !== null && <Failure text={refusal} />}
    </div>
  );
}
