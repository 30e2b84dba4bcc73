import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconArmchair,
  IconCheck,
  IconChevronDown,
  IconDevices,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconMenu2,
  IconShieldLock,
  IconUserCircle,
} from '@tabler/icons-react';
import type { Me, User } from '@perezvon/cti-server/contract';
import { Link, useLocation } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useMissed } from './missed-query.ts';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './Header.module.css';

/** What the header can do. */
export interface HeaderActs {
  readonly signOut: () => void;
  readonly setLanguage: (language: User['language']) => void;
  readonly showKeys: () => void;
}

/** The mark, the places of the page, and the user's own menu. */
export function Header(props: { me: Pick<Me, 'user' | 'reach'>; acts: HeaderActs }) {
  const { acts } = props;
  const { user, reach } = props.me;
  const { t } = useSpeech();
  const [path] = useLocation();
  const missed = useMissed().data?.total ?? 0;
  const isAdmin = user.role === 'admin';
  const completeness = { href: '/completeness', word: t.records.title };
  const places: readonly Place[] = [
    { href: '/', word: t.app.desk },
    { href: '/missed', word: t.missed.title, count: missed },
    { href: '/contacts', word: t.app.contacts },
    ...(user.role === 'supervisor' ? [{ href: '/outside-calls', word: t.tolls.title }] : []),
    ...(isAdmin || reach !== 'all' ? [] : [completeness]),
    { href: '/connection', word: t.app.connection },
  ];
  const setUp = isAdmin
    ? [
        { href: '/users', word: t.app.users },
        { href: '/teams', word: t.teams.title },
        { href: '/outside-calls', word: t.tolls.title },
        { href: '/connections', word: t.connections.title },
        completeness,
        { href: '/data', word: t.data.title },
        { href: '/audit', word: t.audit.title },
      ]
    : [];
  const isHere = (href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`));
  return (
    <header className={classes.header}>
      <Link href="/" className={classes.brand}>
        <Mark size={26} />
        <span>{t.app.name}</span>
      </Link>
      <nav className={classes.nav} aria-label={t.app.menu}>
        {places.map((place) => (
          <Link
            key={place.href}
            href={place.href}
            className={classes.place ?? ''}
            aria-current={isHere(place.href) ? 'page' : undefined}
          >
            {place.word}
            <Count count={place.count} />
          </Link>
        ))}
        {setUp.length > 0 && (
          <SetUpMenu places={setUp} isHere={setUp.some(({ href }) => isHere(href))} />
        )}
      </nav>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        className={classes.keys}
        onClick={acts.showKeys}
        aria-label={t.app.keys}
        title={`${t.app.keys} (?)`}
      >
        <IconKeyboard size={20} />
      </ActionIcon>
      <UserMenu user={user} acts={acts} places={[...places, ...setUp]} />
    </header>
  );
}

interface Place {
  readonly href: string;
  readonly word: string;
  /** What waits there. */
  readonly count?: number;
}

/** How much waits in a place; nothing for nothing. */
function Count({ count = 0 }: { count?: number | undefined }) {
  return count > 0 && <span className={classes.count}>{count > 99 ? '99+' : count}</span>;
}

/** What only administrators set up, behind one word: beside the others there is no room for all. */
function SetUpMenu({ places, isHere }: { places: readonly Place[]; isHere: boolean }) {
  const { t } = useSpeech();
  const [, go] = useLocation();
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className={classes.place} aria-current={isHere ? 'page' : undefined}>
          {t.app.setUp}
          <IconChevronDown size={16} stroke={1.8} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map((place) => (
          <Menu.Item key={place.href} onClick={() => go(place.href)}>
            {place.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu(props: { user: User; acts: HeaderActs; places: readonly Place[] }) {
  const { t, language } = useSpeech();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { user, acts } = props;
  const [, go] = useLocation();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className={classes.user} aria-label={`${t.app.menu}: ${user.name}`}>
          <IconUserCircle size={22} stroke={1.6} aria-hidden className={classes.person} />
          <IconMenu2 size={22} stroke={1.6} aria-hidden className={classes.burger} />
          <span className={classes.userName}>
            <HostileText text={user.name || user.login} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.narrowPlaces}>
          {props.places.map((place) => (
            <Menu.Item
              key={place.href}
              onClick={() => go(place.href)}
              rightSection={<Count count={place.count} />}
            >
              {place.word}
            </Menu.Item>
          ))}
          <Menu.Divider />
        </div>
        <Menu.Label>{t.app.language}</Menu.Label>
        <Choice word="Русский" chosen={language === 'ru'} choose={() => acts.setLanguage('ru')} />
        <Choice word="English" chosen={language === 'en'} choose={() => acts.setLanguage('en')} />
        <Menu.Label>{t.app.theme}</Menu.Label>
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Choice
            key={scheme}
            word={t.app.themes[scheme]}
            chosen={colorScheme === scheme}
            choose={() => setColorScheme(scheme)}
          />
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconArmchair size={17} aria-hidden />}
          onClick={() => go('/places')}
        >
          {t.places.title}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconShieldLock size={17} aria-hidden />}
          onClick={() => go('/second-factor')}
        >
          {t.secondFactor.title}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDevices size={17} aria-hidden />}
          onClick={() => go('/sessions')}
        >
          {t.sessions.title}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={17} aria-hidden />} onClick={() => go('/tokens')}>
          {t.tokens.title}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={17} aria-hidden />} onClick={acts.signOut}>
          {t.app.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice(props: { word: string; chosen: boolean; choose: () => void }) {
  return (
    <Menu.RadioItem
      value={props.word}
      checked={props.chosen}
      closeMenuOnClick
      checkIcon={<IconCheck size={16} aria-hidden />}
      onChange={props.choose}
    >
      {props.word}
    </Menu.RadioItem>
  );
}
