import type { ContactImport } from '@perezvon/crm-core/model';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { isOfFile, wordsOf } from './refusals.ts';

/** Small enough to come through within the time of an answer, on a slow line, too. */
const PART_BYTES = 256 * 1_024;

/** A file on its way to the server. */
export interface Upload {
  readonly file: File;
  readonly id: string;
  readonly sent: number;
  /** The line broke; it goes on from what is there. */
  readonly isHeld: boolean;
}

/** Sends a file in parts; `arrived` is told when it is whole. */
export function useUpload(arrived: (whole: ContactImport) => void) {
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const readList = () => queries.invalidateQueries({ queryKey: ['imports'], exact: true });

  async function sendFrom({ file, id }: Pick<Upload, 'file' | 'id'>): Promise<void> {
    let from = 0;
    try {
      let now = await api.contactImport(id);
      from = now.received;
      while (now.received < file.size) {
        setUpload({ file, id, sent: from, isHeld: false });
        now = await api.sendImportPart(id, from, file.slice(from, from + PART_BYTES));
        from = now.received;
      }
      setUpload(null);
      arrived(now);
    } catch (error) {
      setUpload(isOfFile(error) ? null : { file, id, sent: from, isHeld: true });
      await tell(error);
    }
  }

  /** What is wrong with the file stands beside the choice of another. */
  async function tell(error: unknown): Promise<void> {
    if (!isOfFile(error)) return void tellFailure(error);
    setRefusal(wordsOf(error));
    await readList();
  }

  async function send(file: File): Promise<void> {
    setRefusal(null);
    try {
      const { id } = await api.createImport(file.name.slice(0, 200), file.size);
      await readList();
      await sendFrom({ file, id });
    } catch (error) {
      await tell(error);
    }
  }

  return {
    upload,
    /** Why the file that was sent is none that can be imported. */
    refusal,
    send,
    goOn: () => (upload ? sendFrom(upload) : Promise.resolve()),
    forget: (id: string) => setUpload((now) => (now?.id === id ? null : now)),
  };
}
