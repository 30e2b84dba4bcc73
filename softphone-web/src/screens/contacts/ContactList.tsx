import { Button, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Contact } from '@perezvon/crm-core/model';
import { IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { Face } from '../../cards/Face.tsx';
import { NumberLink } from '../../cards/NumberLink.tsx';
import { MoreButton } from '../../cards/MoreButton.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import classes from './ContactList.module.css';

/** People and companies, found by part of a name or a number in any form. */
export function ContactList() {
  const { t } = useSpeech();
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 200);
  const { user } = useParts();
  const mayImport = user.role === 'admin' || user.role === 'supervisor';
  return (
    <Plate label={t.contacts.title}>
      <div className={classes.top}>
        <h1 className={classes.title}>{t.contacts.title}</h1>
        <SearchField
          className={classes.search}
          label={t.contacts.search}
          value={typed}
          change={setTyped}
          autoFocus
        />
        <Button
          component={Link}
          href="/contacts/new"
          leftSection={<IconPlus size={18} aria-hidden />}
        >
          {t.contacts.create}
        </Button>
        {mayImport && (
          <Button component={Link} href="/contacts/import" variant="default">
            {t.imports.title}
          </Button>
        )}
      </div>
      <Found text={text} />
    </Plate>
  );
}

function Found({ text }: { text: string }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const found = useInfiniteQuery({
    queryKey: ['contacts', text],
    queryFn: ({ pageParam }) => api.contacts(text, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  if (found.isPending) return <Skeleton height={200} m="md" w="auto" radius="md" />;
  if (found.isError) {
    const again = { label: t.app.retry, act: () => void found.refetch() };
    return <Failure text={t.contacts.failed} again={again} />;
  }
  const items = found.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty text={text ? t.contacts.nothing : t.contacts.empty} />;
  return (
    <>
      <ul className={classes.list}>
        {items.map((contact) => (
          <Row key={contact.id} contact={contact} />
        ))}
      </ul>
      {found.hasNextPage && (
        <div className={classes.more}>
          <MoreButton list={found} />
        </div>
      )}
    </>
  );
}

function Row({ contact }: { contact: Contact }) {
  const about = [contact.role, contact.companyName].filter(Boolean).join(' · ');
  return (
    <li className={classes.row}>
      <Face of={contact} size="small" />
      <div className={classes.name}>
        <Link href={`/contacts/${contact.id}`}>
          <HostileText text={contact.name} />
        </Link>
        {about && (
          <div className="quiet">
            <HostileText text={about} />
          </div>
        )}
      </div>
      <div className={classes.numbers}>
        {contact.numbers.slice(0, 2).map((one) => (
          <NumberLink key={one.id} number={one.e164 ?? one.written} quiet />
        ))}
      </div>
    </li>
  );
}
