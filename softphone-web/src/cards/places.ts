import { leads, type Me } from '@perezvon/cti-server/contract';
import type { Text } from '../text/en.ts';

/** A screen that one goes to from anywhere. */
export interface Place {
  readonly href: string;
  readonly word: string;
  /** The letter that, after G, goes there. */
  readonly letter: string;
}

/** The screens of a user: those of every day, those where administrators set up, and their own. */
export interface Places {
  readonly everyday: readonly Place[];
  readonly setUp: readonly Place[];
  readonly own: readonly Place[];
  /** Reached by a link of another screen, by key and by the palette: no menu has room for them. */
  readonly linked: readonly Place[];
}

/** The one table of screens: menus, keys and the palette are made of it. */
export function placesOf({ user, reach }: Pick<Me, 'user' | 'reach'>, t: Text): Places {
  const isAdmin = user.role === 'admin';
  const completeness = { href: '/completeness', word: t.records.title, letter: 'R' };
  const connection = { href: '/connection', word: t.app.connection, letter: 'H' };
  const outside = { href: '/outside-calls', word: t.tolls.title, letter: 'O' };
  return {
    everyday: [
      { href: '/', word: t.app.desk, letter: 'D' },
      { href: '/missed', word: t.missed.title, letter: 'M' },
      { href: '/tasks', word: t.work.title, letter: 'K' },
      { href: '/colleagues', word: t.colleagues.title, letter: 'Q' },
      { href: '/contacts', word: t.app.contacts, letter: 'C' },
      ...(user.role === 'supervisor' ? [outside] : []),
      ...(isAdmin || reach !== 'all' ? [] : [completeness]),
      // where there is a menu for setting up there is no room for it
      ...(isAdmin ? [] : [connection]),
    ],
    setUp: isAdmin
      ? [
          { href: '/users', word: t.app.users, letter: 'U' },
          { href: '/teams', word: t.teams.title, letter: 'T' },
          outside,
          { href: '/connections', word: t.connections.title, letter: 'P' },
          { href: '/card-settings', word: t.cardSettings.title, letter: 'N' },
          completeness,
          { href: '/embedding', word: t.embedding.title, letter: 'W' },
          { href: '/webhooks', word: t.webhooks.title, letter: 'J' },
          { href: '/data', word: t.data.title, letter: 'B' },
          { href: '/audit', word: t.audit.title, letter: 'A' },
          connection,
        ]
      : [],
    linked: [
      { href: '/calls', word: t.history.title, letter: 'Y' },
      ...(leads(user.role)
        ? [{ href: '/contacts/import', word: t.imports.heading, letter: 'X' }]
        : []),
    ],
    own: [
      { href: '/places', word: t.places.title, letter: 'L' },
      { href: '/sound', word: t.sound.title, letter: 'V' },
      { href: '/calls-from-elsewhere', word: t.elsewhere.title, letter: 'E' },
      { href: '/second-factor', word: t.secondFactor.title, letter: 'F' },
      { href: '/sessions', word: t.sessions.title, letter: 'S' },
      { href: '/tokens', word: t.tokens.title, letter: 'I' },
    ],
  };
}
