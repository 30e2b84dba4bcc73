import { Button, Group, Skeleton } from '@mantine/core';
import type { Contact } from '@perezvon/crm-core/model';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { NumberAndHistory } from '../../cards/NumberAndHistory.tsx';
import { usePersonName } from '../../cards/PersonSelect.tsx';
import { NumbersInText } from '../../cards/NumbersInText.tsx';
import { useParts } from '../../cards/parts.tsx';
import { TimeLine } from '../../cards/TimeLine.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { ContactWork } from './ContactWork.tsx';
import { ContactEdit } from './ContactEdit.tsx';
import { PhotoEdit } from './PhotoEdit.tsx';
import { unsavedName } from './use-contact-form.ts';
import classes from './ContactShow.module.css';

/** One person or company: numbers, facts, and all that happened between us. */
export function ContactShow({ id }: { id: string }) {
  const { t } = useSpeech();
  const { api, unsaved } = useParts();
  const [editing, setEditing] = useState(() => unsaved.has(unsavedName(id)));
  const query = useQuery({ queryKey: ['contact', id], queryFn: () => api.contact(id) });
  if (query.isPending) return <Skeleton height={320} radius="md" />;
  if (query.isError) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.contacts.failed} again={again} />;
  }
  const contact = query.data;
  return (
    <div className={classes.page}>
      <Plate label={contact.name}>
        <div className={classes.body}>
          {editing ? (
            <>
              <h1 className={classes.name}>
                <HostileText text={contact.name} lines={3} />
              </h1>
              <ContactEdit
                contact={contact}
                saved={() => setEditing(false)}
                cancel={() => setEditing(false)}
              />
            </>
          ) : (
            <Facts contact={contact} edit={() => setEditing(true)} />
          )}
        </div>
      </Plate>
      <ContactWork id={id} />
      <Plate label={t.contacts.timeline}>
        <div className={classes.body}>
          <h2 className={classes.heading}>{t.contacts.timeline}</h2>
          <Interactions id={id} />
        </div>
      </Plate>
    </div>
  );
}

function Facts({ contact, edit }: { contact: Contact; edit: () => void }) {
  const { t } = useSpeech();
  const { user } = useParts();
  const personName = usePersonName();
  return (
    <>
      <div className={classes.head}>
        <PhotoEdit contact={contact} />
        <div>
          <h1 className={classes.name}>
            <HostileText text={contact.name} lines={3} />
          </h1>
          <p className={classes.about}>
            {contact.role && <HostileText text={contact.role} lines={2} />}
            {contact.companyId && contact.companyName && (
              <Link href={`/contacts/${contact.companyId}`}>
                <HostileText text={contact.companyName} lines={2} />
              </Link>
            )}
            {!contact.role && !contact.companyName && t.contacts[contact.kind]}
          </p>
        </div>
      </div>
      <ul className={classes.numbers}>
        {contact.numbers.map((one) => (
          <li key={one.id}>
            <NumberAndHistory number={one.e164 ?? one.written} />
            <span className="quiet">
              {t.contacts.numberKinds[one.kind]}
              {one.e164 === null && ` · ${t.contacts.unread}`}
            </span>
          </li>
        ))}
      </ul>
      {contact.ownerId !== null && (
        <p className={classes.about}>
          {t.work.owner}: <HostileText text={personName(contact.ownerId)} />
        </p>
      )}
      {contact.tags.length > 0 && (
        <p className={classes.about}>
          <HostileText text={contact.tags.join(' · ')} lines={2} />
        </p>
      )}
      {contact.email && <a href={`mailto:${encodeURIComponent(contact.email)}`}>{contact.email}</a>}
      {contact.note && (
        <p className={classes.note}>
          <NumbersInText text={contact.note} />
        </p>
      )}
      <Group gap="xs">
        <Button variant="default" leftSection={<IconPencil size={17} aria-hidden />} onClick={edit}>
          {t.app.edit}
        </Button>
        {user.role === 'admin' && (
          <Button
            component={Link}
            href={`/data?contact=${encodeURIComponent(contact.id)}`}
            variant="subtle"
            color="red"
          >
            {t.data.eraseThis}
          </Button>
        )}
      </Group>
    </>
  );
}

function Interactions({ id }: { id: string }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const query = useQuery({
    queryKey: ['contact', id, 'interactions'],
    queryFn: () => api.interactions(id),
  });
  if (query.isPending) return <Skeleton height={160} radius="md" />;
  if (query.isError) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={t.contacts.failed} again={again} />;
  }
  if (query.data.items.length === 0) return <Empty text={t.contacts.noTimeline} />;
  return <TimeLine items={query.data.items} />;
}
