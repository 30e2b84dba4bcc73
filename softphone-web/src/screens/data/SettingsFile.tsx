import { Button, FileButton, Group } from '@mantine/core';
import type { SettingsItem } from '@perezvon/cti-server/contract';
import { IconDownload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { takeFile } from '../../cards/take-file.ts';
import { useSaving } from '../../cards/use-saving.ts';
import { SETTINGS_FILE } from '../../services/api-client.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Failure } from '../../ui/Troubles.tsx';
import classes from './Data.module.css';
import { SettingsItems } from './SettingsItems.tsx';

/** What is known of a chosen file. */
interface Chosen {
  readonly file: unknown;
  readonly items: readonly SettingsItem[];
  /** It was imported: `items` tell what came of it. */
  readonly isDone: boolean;
}

/** All settings out as one file without secrets, and in again. */
export function SettingsFile() {
  const { t } = useSpeech();
  const parts = useParts();
  const { api, user } = parts;
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const { busy, save } = useSaving();
  // else the same file, changed, could not be chosen again
  const reset = useRef<() => void>(null);

  async function choose(picked: File | null): Promise<void> {
    if (!picked) return;
    reset.current?.();
    setChosen(null);
    setSecrets({});
    const file = parsed(await picked.text());
    setUnreadable(file === undefined);
    if (file === undefined) return;
    await save(async () => setChosen({ file, items: await api.planSettings(file), isDone: false }));
  }

  async function put(file: unknown): Promise<void> {
    const typed = Object.entries(secrets).filter(([, text]) => text !== '');
    const items = await api.importSettings(file, Object.fromEntries(typed));
    await queries.invalidateQueries();
    setChosen({ file, items, isDone: true });
    setSecrets({});
  }

  const changes = chosen?.items.some(({ does }) => does === 'add' || does === 'change') ?? false;
  return (
    <Plate label={t.data.settings}>
      <div className={rows.top}>
        <h2 className={rows.title}>{t.data.settings}</h2>
      </div>
      <div className={classes.body}>
        <p className="quiet">{t.data.settingsAbout}</p>
        <Group gap="xs">
          {user.mayExport && (
            <Button
              onClick={() => void takeFile(parts, SETTINGS_FILE)}
              variant="default"
              leftSection={<IconDownload size={17} aria-hidden />}
            >
              {t.data.exportSettings}
            </Button>
          )}
          <FileButton
            resetRef={reset}
            accept="application/json,.json"
            onChange={(file) => void choose(file)}
          >
            {(props) => (
              <Button {...props} variant="default" loading={busy && chosen === null}>
                {t.data.chooseFile}
              </Button>
            )}
          </FileButton>
        </Group>
        {unreadable && <Failure text={t.data.notSettings} />}
      </div>
      {chosen && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void save(() => put(chosen.file));
          }}
        >
          <SettingsItems
            {...chosen}
            secrets={secrets}
            typed={(key, text) => setSecrets({ ...secrets, [key]: text })}
          />
          <div className={classes.body}>
            {chosen.isDone && <p role="status">{t.data.imported}</p>}
            {!chosen.isDone && !changes && <p role="status">{t.data.nothingToDo}</p>}
            {!chosen.isDone && changes && (
              <Button type="submit" loading={busy} style={{ justifySelf: 'start' }}>
                {t.data.importSettings}
              </Button>
            )}
          </div>
        </form>
      )}
    </Plate>
  );
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
