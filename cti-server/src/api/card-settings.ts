import { changesBetween } from '../audit/changes.ts';
import { CardSettings } from '../contract/index.ts';
import type { CardSettingsKeeper } from '../firm/card-settings.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';

/** What the firm settled about cards: outcomes, the time for the wrap-up, when a card comes. */
export function cardSettingsRoutes(api: Api, cards: CardSettingsKeeper, audit: Noted): void {
  api.get(
    '/api/card-settings',
    {
      schema: {
        summary: 'Outcomes of calls, time for the wrap-up, when a card comes',
        response: { 200: CardSettings },
      },
    },
    async () => cards.now(),
  );

  api.put(
    '/api/card-settings',
    {
      schema: {
        summary: 'Replace them; an outcome that is left out is offered no more and keeps its name',
        body: CardSettings,
        response: { 200: CardSettings },
      },
    },
    async (request) => {
      const changes = changesBetween(cards.now(), request.body);
      const change = { action: 'card-settings-changed', target: null, changes } as const;
      await audit.change(request, change, () => cards.save(request.body));
      return cards.now();
    },
  );
}
