import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconArmchair,
  IconCheck,
  IconChevronDown,
  IconDevices,
  IconHeadset,
  IconKey,
  IconKeyboard,
  IconLink,
  IconLogout,
  IconMenu2,
  IconSearch,
  IconShieldLock,
  IconUserCircle,
} from '@tabler/icons-react';
import type { Me, User } from '@perezvon/cti-server/contract';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { Mark } from '../ui/Mark.tsx';
import { browserClock } from '../services/browser-clock.ts';
import { useTasks } from './card-query.ts';
import { useMissed } from './missed-query.ts';
import { useParts } from './parts.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './Header.module.css';
import { Face } from './Face.tsx';
import { OwnState } from './OwnState.tsx';
import { type Place, type Places, placesOf } from './places.ts';

/** What the header can do. */
export interface HeaderActs {
  readonly signOut: () => void;
  readonly setLanguage: (language: User['language']) => void;
  readonly showKeys: () => void;
  readonly showPalette: () => void;
}

/** The mark, the places of the page, and the user's own menu. */
export function Header(props: { me: Pick<Me, 'user' | 'reach'>; acts: HeaderActs }) {
  const { acts } = props;
  const { user } = props.me;
  const { t } = useSpeech();
  const [path] = useLocation();
  const missed = useMissed().data?.total ?? 0;
  const places = placesOf(props.me, t);
  const { everyday, setUp } = places;
  const tasks = useTasks(useParts().api, false).data ?? [];
  const due = tasks.filter(({ dueAt }) => dueAt && Date.parse(dueAt) <= browserClock.now()).length;
  const counts: Counts = { '/missed': missed, '/tasks': due };
  const isHere = (href: string) => path === href || (href !== '/' && path.startsWith(`${href}/`));
  return (
    <header className={classes.header}>
      <Link href="/" className={classes.brand}>
        <Mark size={26} />
        <span>{t.app.name}</span>
      </Link>
      <nav className={classes.nav} aria-label={t.app.menu}>
        {everyday.map((place) => (
          <Link
            key={place.href}
            href={place.href}
            className={classes.place ?? ''}
            aria-current={isHere(place.href) ? 'page' : undefined}
          >
            {place.word}
            <Count count={counts[place.href]} />
          </Link>
        ))}
        {setUp.length > 0 && (
          <SetUpMenu places={setUp} isHere={setUp.some(({ href }) => isHere(href))} />
        )}
      </nav>
      <OwnState />
      <Tool word={t.keys.palette} keys="Ctrl+K" act={acts.showPalette}>
        <IconSearch size={20} />
      </Tool>
      <Tool word={t.app.keys} keys="?" act={acts.showKeys} wide>
        <IconKeyboard size={20} />
      </Tool>
      <UserMenu user={user} acts={acts} places={places} counts={counts} />
    </header>
  );
}

/** What waits in a place, by its address. */
type Counts = Readonly<Record<string, number>>;

function Tool(props: {
  word: string;
  keys: string;
  act: () => void;
  /** Left out where there is little room. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      className={classes.keys}
      data-wide={props.wide}
      onClick={props.act}
      aria-label={props.word}
      title={`${props.word} (${props.keys})`}
    >
      {props.children}
    </ActionIcon>
  );
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

const OWN_ICONS: Readonly<Record<string, typeof IconKey>> = {
  '/places': IconArmchair,
  '/sound': IconHeadset,
  '/calls-from-elsewhere': IconLink,
  '/second-factor': IconShieldLock,
  '/sessions': IconDevices,
  '/tokens': IconKey,
};

/** Where the places have no line of their own; as in the style. */
const NARROW = '(max-width: 55.99em)';

function UserMenu(props: { user: User; acts: HeaderActs; places: Places; counts: Counts }) {
  const { t, language } = useSpeech();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { user, acts } = props;
  const [, go] = useLocation();
  // not hidden by style alone: the arrow keys would stop at what can't have the focus
  const isNarrow = useMediaQuery(NARROW);
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className={classes.user} aria-label={`${t.app.menu}: ${user.name}`}>
          <IconUserCircle size={22} stroke={1.6} aria-hidden className={classes.person} />
          <span className={classes.letters}>
            <Face of={{ id: user.id, name: user.name || user.login }} size="small" />
          </span>
          <IconMenu2 size={22} stroke={1.6} aria-hidden className={classes.burger} />
          <span className={classes.userName}>
            <HostileText text={user.name || user.login} />
          </span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.menuName}>
          <HostileText text={user.name || user.login} lines={2} />
        </Menu.Label>
        {isNarrow && (
          <>
            {[...props.places.everyday, ...props.places.setUp].map((place) => (
              <Menu.Item
                key={place.href}
                onClick={() => go(place.href)}
                rightSection={<Count count={props.counts[place.href]} />}
              >
                {place.word}
              </Menu.Item>
            ))}
            <Menu.Divider />
          </>
        )}
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
        {props.places.own.map(({ href, word }) => {
          const Icon = OWN_ICONS[href] ?? IconUserCircle;
          return (
            <Menu.Item
              key={href}
              leftSection={<Icon size={17} aria-hidden />}
              onClick={() => go(href)}
            >
              {word}
            </Menu.Item>
          );
        })}
        <Menu.Item leftSection={<IconKeyboard size={17} aria-hidden />} onClick={acts.showKeys}>
          {t.app.keys}
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
