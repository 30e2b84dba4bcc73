import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { ContactStore } from '@perezvon/crm-core';
import type { Accounts } from '../users/accounts.ts';
import { contactCsvHead, contactCsvRows } from './contact-csv.ts';
import type { Noted } from './noted.ts';
import { type Api, signedIn } from './route.ts';

const AT_ONCE = 50;

/** The client base as a file that an import reads again. */
export function contactExportRoutes(
  api: Api,
  parts: {
    contacts: Pick<ContactStore, 'search'>;
    accounts: Pick<Accounts, 'list'>;
    audit: Noted;
  },
): void {
  api.get(
    '/api/contacts/export',
    { schema: { summary: 'All contacts as CSV; that they were exported is noted first' } },
    async (request, reply) => {
      const { language } = signedIn(request).user;
      await parts.audit.note(request, { action: 'contacts-exported' });
      const logins = new Map((await parts.accounts.list()).map(({ id, login }) => [id, login]));
      const words = { language, loginOf: (id: string) => logins.get(id) ?? '' };
      async function* text() {
        yield contactCsvHead(language);
        let cursor: string | null = null;
        do {
          const asked = { text: '', country: '', language, limit: AT_ONCE, cursor };
          const page = await parts.contacts.search(asked);
          if (page.items.length > 0) yield contactCsvRows(page.items, words);
          cursor = page.next;
          // pops that came meanwhile go first
          await turn();
        } while (cursor !== null);
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="perezvon-contacts.csv"')
        .send(Readable.from(text()));
    },
  );
}
