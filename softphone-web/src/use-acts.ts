import { useMantineColorScheme } from '@mantine/core';
import type { Device, Me, User } from '@perezvon/cti-server/contract';
import { flushSync } from 'react-dom';
import { useLocation } from 'wouter';
import type { Act } from './cards/acts.ts';
import { placesOf } from './cards/places.ts';
import { actInCard, type CardAct, goToNote, type KeyAct, KEYS } from './cards/shortcuts.ts';
import { goToScreen } from './cards/way-back.ts';
import { actByKey, type KeyCommand, movable } from './phone/phone-acts.ts';
import { isLive } from './phone/phone.ts';
import { useSpeech } from './text/language.tsx';
import { undoLast } from './ui/Toasts.tsx';
import type { UsedPhone } from './use-page-phone.ts';

/** Acts that dial something at the PBX. */
export type CodeAct = 'park' | 'retrieve' | 'voicemail';

/** What the acts of the page work on. */
export interface ActParts {
  readonly me: Pick<Me, 'user' | 'reach'>;
  readonly phone: Pick<UsedPhone, 'acts' | 'state' | 'habits' | 'setHabits'>;
  readonly unfoldCards: () => void;
  /** A card with a note is at hand. */
  readonly hasNote: boolean;
  /** Of a call that is at hand the recording may be paused, or resumed. */
  readonly canPause: boolean;
  /** Opens the picker of a call that is to be sent on. */
  readonly sendOn: (id: string) => void;
  /** What is dialled at the own PBX; null where it has no such thing, or nothing waits there. */
  readonly codes: { readonly [what in CodeAct]: string | null };
  readonly dial: (number: string) => Promise<void>;
  readonly show: (what: 'palette' | 'help') => void;
  readonly setLanguage: (language: User['language']) => void;
  readonly chooseDevice: (device: Device) => void;
  /** More to choose from, for the palette alone. */
  readonly more: readonly Act[];
  readonly signOut: () => void;
}

/** All that can be done on the page without the mouse: for its keys, their sheet and the palette. */
export function useActs(parts: ActParts): readonly Act[] {
  return [
    ...usePhoneActs(parts),
    ...usePageActs(parts),
    ...parts.more,
    ...useKeysOfParts(),
    ...useScreens(parts),
    ...useChoices(parts),
  ];
}

function usePhoneActs({ phone, sendOn, codes, dial }: ActParts): Act[] {
  const { t } = useSpeech();
  const { calls } = phone.state;
  const is = (...states: readonly string[]) => calls.some(({ state }) => states.includes(state));
  const act = (name: KeyCommand, can: boolean): Act => ({
    name,
    group: 'call',
    word: t.keys[name],
    keys: KEYS[name],
    can: can && phone.acts !== null,
    run: () => phone.acts && actByKey(phone.acts, name, calls),
  });
  const [first] = movable(calls);
  const { habits, setHabits } = phone;
  const isBrowser = phone.state.device === 'browser' && phone.state.extension !== null;
  const joined = calls.some((call) => call.joined);
  const two = is('talking') && is('held');
  const own = (
    name: CodeAct | 'keypad' | 'transfer' | 'doNotDisturb',
    can: boolean,
    run: () => void,
  ): Act => ({
    name,
    group: 'call',
    word: t.keys[name],
    keys: KEYS[name],
    can: can && phone.acts !== null,
    run,
  });
  const dialCode = (name: CodeAct) =>
    own(name, codes[name] !== null, () => void dial(codes[name] ?? ''));
  return [
    act('answer', is('ringing')),
    act('hangUp', is('ringing', 'dialling', 'returning', 'talking', 'held')),
    act('mute', is('talking')),
    act('hold', is('talking', 'held')),
    act('swap', two),
    own('transfer', first !== undefined, () => first && sendOn(first.id)),
    act('connect', two || joined),
    act('confer', two && !joined && isBrowser),
    own('keypad', is('talking'), () =>
      document.querySelector<HTMLElement>('[data-call-act="keypad"]')?.click(),
    ),
    own('park', first !== undefined && codes.park !== null, () => {
      if (first && codes.park !== null) phone.acts?.transfer(first.id, codes.park);
    }),
    dialCode('retrieve'),
    dialCode('voicemail'),
    own('doNotDisturb', isBrowser, () => setHabits({ doNotDisturb: !habits.doNotDisturb })),
  ];
}

const CARD_ACTS: readonly CardAct[] = [
  'recording',
  'who',
  'outcome',
  'task',
  'callBack',
  'deal',
  'interaction',
  'written',
];

function usePageActs({ show, unfoldCards, hasNote, canPause, phone }: ActParts): Act[] {
  const { t } = useSpeech();
  const act = (name: KeyAct, run: () => void, where: Partial<Act> = {}): Act => ({
    name,
    group: 'page',
    word: t.keys[name],
    keys: KEYS[name],
    can: true,
    run,
    ...where,
  });
  return [
    act('dial', () => document.getElementById('dial')?.focus(), {
      group: 'call',
      can: phone.state.extension !== null,
    }),
    act(
      'note',
      () => {
        flushSync(unfoldCards);
        goToNote();
      },
      { group: 'call', can: hasNote },
    ),
    ...CARD_ACTS.map((name) =>
      act(
        name,
        () => {
          flushSync(unfoldCards);
          actInCard(name);
        },
        { group: 'call', can: name === 'recording' ? canPause : hasNote },
      ),
    ),
    act('undo', undoLast, { can: false }),
    act('search', () => document.getElementById('search')?.focus()),
    // there already
    act('palette', () => show('palette'), { can: false }),
    act('help', () => show('help')),
  ];
}

/** Keys that a part of the page takes while it has the focus: for the sheet alone. */
function useKeysOfParts(): Act[] {
  const { t } = useSpeech();
  const { player } = t.call;
  const keys: readonly (readonly [string, readonly string[]])[] = [
    [t.keys.rows, ['↑ ↓']],
    [t.keys.pick, ['1 – 9']],
    [t.keys.leave, ['Esc']],
    [t.keys.paste, ['Ctrl', 'V']],
    [t.phone.askFirst, ['Enter']],
    [t.keys.nowOrSave, ['Ctrl', 'Enter']],
    [t.keys.play, ['Space']],
    [`${player.back}, ${player.on}`, ['← →']],
    [player.speed, ['< >']],
    [player.add, ['N']],
  ];
  return keys.map(([word, one]) => ({
    name: `part ${word}`,
    group: 'parts',
    word,
    keys: one,
    can: false,
    run: () => undefined,
  }));
}

function useScreens({ me }: ActParts): Act[] {
  const { t } = useSpeech();
  const [, go] = useLocation();
  const { everyday, linked, setUp, own } = placesOf(me, t);
  return [...everyday, ...linked, ...setUp, ...own].map(({ href, word, letter }) => ({
    name: href,
    group: 'screens',
    word,
    keys: ['G', letter],
    can: true,
    run() {
      go(href);
      // A screen reader goes on from the new screen, not from where the old one was.
      goToScreen();
      window.scrollTo(0, 0);
    },
  }));
}

/** What is chosen in menus, for the palette alone. */
function useChoices(parts: ActParts): Act[] {
  const { t, language } = useSpeech();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { state } = parts.phone;
  const choice = (name: string, word: string, run: () => void, can = true): Act => ({
    name,
    group: 'settings',
    word,
    keys: [],
    can,
    run,
  });
  const canMove = state.extension !== null && !state.calls.some(isLive);
  return [
    ...(['browser', 'desk'] as const).map((device) =>
      choice(
        device,
        `${t.phone.device}: ${t.phone.devices[device]}`,
        () => parts.chooseDevice(device),
        canMove && device !== state.device,
      ),
    ),
    ...(['auto', 'light', 'dark'] as const).map((scheme) =>
      choice(
        scheme,
        `${t.app.theme}: ${t.app.themes[scheme]}`,
        () => setColorScheme(scheme),
        scheme !== colorScheme,
      ),
    ),
    choice('ru', `${t.app.language}: Русский`, () => parts.setLanguage('ru'), language !== 'ru'),
    choice('en', `${t.app.language}: English`, () => parts.setLanguage('en'), language !== 'en'),
    choice('sign-out', t.app.signOut, parts.signOut),
  ];
}
