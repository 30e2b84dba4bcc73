import {
  type ContactStore,
  createPhoneIndex,
  type DatabaseHandle,
  type Dossiers,
  toE164,
} from '@perezvon/crm-core';
import { type Audit, NOBODY } from './audit/audit.ts';
import { runChanges } from './api/retention.ts';
import type { CallLog } from './call-log/call-log.ts';
import type { CaptureKeeper } from './captures/keeper.ts';
import type { Clock } from './kernel/clock.ts';
import type { Log } from './kernel/log.ts';
import type { RecordingSources } from './recordings/sources.ts';
import { createErasures, type Erasures } from './retention/erasure.ts';
import { createRecordingFiles } from './retention/recording-files.ts';
import { createRetention, type Retention } from './retention/retention.ts';
import type { Rules } from './retention/rules.ts';
import type { RetentionStore } from './retention/store.ts';
import type { Roads } from './roads.ts';
import { emptyLog } from './writer/empty-log.ts';
import { wipeWords } from './writer/wipe-words.ts';

/** Where no PBX is set up, numbers are read as of here. */
const SOME_COUNTRY = 'RU';

const BYTES_ARE_LEFT =
  'Bytes of an erased person are still in the files of the database, which another program reads; they are wiped within the hour';

/** What goes because of its age, and who goes because they ask for it. */
export function createKeeping(parts: {
  database: DatabaseHandle;
  store: RetentionStore;
  rules: Rules;
  callLog: CallLog;
  captures: CaptureKeeper;
  contacts: ContactStore;
  dossiers: Dossiers;
  roads: Pick<Roads, 'of' | 'list'>;
  sources: RecordingSources;
  audit: Audit;
  clock: Clock;
  log: Log;
}): { retention: Retention; erasures: Erasures; resume: () => Promise<void> } {
  const { database, roads, sources, audit, log } = parts;
  const files = createRecordingFiles(sources.of);
  // a stop may have come between the last row and its bytes
  let areBytesLeft = parts.store.erasures(1).length > 0;

  /** Rows are gone already: what fails here is done again within the hour, or at the next start. */
  async function wipeBytes(): Promise<void> {
    areBytesLeft = true;
    try {
      areBytesLeft = !(await emptyLog(database.file, parts.clock));
      if (areBytesLeft) log.warn({ file: database.file }, BYTES_ARE_LEFT);
    } catch (error) {
      log.warn({ error: String(error) }, BYTES_ARE_LEFT);
    }
  }

  const erasures = createErasures({
    ...parts,
    files,
    owners: createPhoneIndex(database),
    wipeWords: () => wipeWords(database.file, parts.clock),
    wipeBytes,
    readings: (pbx, text) => readings(pbx === null ? roads.list() : [roads.of(pbx)], text),
  });

  /** Ends the erasures that were cut short; one whose call goes on waits for the next hour. */
  async function resume(): Promise<void> {
    for (const begun of erasures.begun()) {
      const { id: erasure, who, from } = begun;
      const change = { action: 'person-erased', target: { kind: 'erasure' } } as const;
      const act = { ...change, who, from, before: null, secrets: [], changes: undefined };
      try {
        await audit.change(act, () => erasures.resume(begun));
        log.info({ erasure }, 'An erasure that was cut short is done');
      } catch (error) {
        log.error(
          { erasure, error: String(error) },
          'An erasure that was cut short is not done yet',
        );
      }
    }
    if (areBytesLeft) await wipeBytes();
  }

  return {
    erasures,
    resume,
    retention: createRetention({
      ...parts,
      files,
      alsoHourly: resume,
      ran: (run) =>
        audit.note({
          action: 'retention-ran',
          who: null,
          from: NOBODY,
          changes: runChanges(run),
        }),
    }),
  };
}

/** What a text may mean: as it stands, or as it was dialled with the prefix for outside. */
function readings(roads: readonly ReturnType<Roads['of']>[], text: string): string[] {
  const rules = (roads.length === 0 ? [null] : roads).flatMap((road) => {
    const { country = SOME_COUNTRY, outsidePrefix } = road?.config ?? {};
    const internal = road?.isExtension ?? (() => false);
    return [
      { country, internal },
      { country, internal, outsidePrefix },
    ];
  });
  const found = rules.map((rule) => toE164(text, rule));
  return [...new Set(found.flatMap((one) => (one.kind === 'e164' ? one.e164 : [])))];
}
