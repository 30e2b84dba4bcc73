import { Menu } from '@mantine/core';
import type { Contact } from '@perezvon/crm-core/model';
import { IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { refreshWork } from '../../cards/card-query.ts';
import { Face } from '../../cards/Face.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { toastFailure } from '../../ui/Toasts.tsx';
import classes from './PhotoEdit.module.css';
import { NoPictureError, smallPicture } from './small-picture.ts';

/** The face of a contact: pressed, it offers another picture, or none. */
export function PhotoEdit({ contact }: { contact: Contact }) {
  const { t } = useSpeech();
  const file = useRef<HTMLInputElement>(null);
  const { busy, give, takeAway } = usePhoto(contact);
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <button
            type="button"
            className={classes.face}
            disabled={busy}
            aria-label={t.contacts.photo}
            title={t.contacts.photo}
          >
            <Face of={contact} size="large" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPhotoPlus size={17} aria-hidden />}
            onClick={() => file.current?.click()}
          >
            {t.contacts.photoChoose}
          </Menu.Item>
          {contact.photo !== undefined && (
            <Menu.Item leftSection={<IconTrash size={17} aria-hidden />} onClick={takeAway}>
              {t.contacts.photoRemove}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        hidden
        aria-label={t.contacts.photoChoose}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          if (chosen) give(chosen);
          // the same one may be chosen again
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** Gives a contact a photo or takes it away; everything that shows it is asked again. */
function usePhoto({ id, kind }: Contact) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);

  async function run(act: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await act();
      refreshWork(queries, id);
      await queries.invalidateQueries({ queryKey: ['contacts'] });
    } catch (error) {
      if (error instanceof NoPictureError) toastFailure(t.contacts.photoUnreadable);
      else tellFailure(error);
    }
    setBusy(false);
  }

  return {
    busy,
    give: (file: File) =>
      void run(async () => api.givePhoto(id, await smallPicture(file, kind === 'person'))),
    takeAway: () => void run(() => api.removePhoto(id)),
  };
}
