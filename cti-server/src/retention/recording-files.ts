import type { Phrase } from '../kernel/errors.ts';
import { candidatePaths } from '../recordings/paths.ts';
import type { FileRemoval, RecordingSource } from '../recordings/source.ts';

/** The files of recordings, to be removed. */
export interface RecordingFiles {
  /** `recording` as the PBX told it. */
  remove(pbx: string, recording: string): Promise<FileRemoval>;
}

const NO_PLACE: Phrase = {
  ru: 'у этой АТС не указано, где записи (или она удалена из настроек)',
  en: 'it is not set where the recordings of this PBX are (or it is no longer set up)',
};

/** `sourceOf`: where the recordings of a PBX are; null when that is not set. */
export function createRecordingFiles(
  sourceOf: (pbx: string) => RecordingSource | null,
): RecordingFiles {
  return {
    async remove(pbx, recording) {
      const source = sourceOf(pbx);
      return source ? source.remove(candidatePaths(recording)) : { kind: 'left', reason: NO_PLACE };
    },
  };
}
