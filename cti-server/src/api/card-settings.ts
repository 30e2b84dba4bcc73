import { versionOf } from '@perezvon/crm-core';
import { changesBetween } from '../audit/changes.ts';
import { CardSettings, VersionedCardSettings } from '../contract/index.ts';
import type { CardSettingsKeeper } from '../firm/card-settings.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

/** What the firm settled about cards: outcomes, the time for the wrap-up, when a card comes. */
export function cardSettingsRoutes(api: Api, cards: CardSettingsKeeper, audit: Noted): void {
  const replace = createReplace();
  const now = (): VersionedCardSettings => {
    const settings = cards.now();
    return { ...settings, version: versionOf([settings]) };
  };

  api.get(
    '/api/card-settings',
    {
      schema: {
        summary: 'Outcomes of calls, time for the wrap-up, when a card comes',
        response: { 200: VersionedCardSettings },
      },
    },
    async () => now(),
  );

  api.put(
    '/api/card-settings',
    {
      schema: {
        summary: `Replace them; an outcome that is left out is offered no more and keeps its name. ${SEEN}`,
        headers: Seen,
        body: CardSettings,
        response: { 200: VersionedCardSettings },
      },
    },
    async (request) => {
      const changes = changesBetween(cards.now(), request.body);
      const change = { action: 'card-settings-changed', target: null, changes } as const;
      const save = () => audit.change(request, change, () => cards.save(request.body));
      await replace(request, () => now().version, save);
      return now();
    },
  );
}
