import {
  createDealStore,
  createInteractionStore,
  createPhotoStore,
  createTaskStore,
  type DatabaseHandle,
} from '@perezvon/crm-core';
import { createCardSettings } from './firm/card-settings.ts';
import { createSettingStore } from './firm/store.ts';
import type { Clock } from './kernel/clock.ts';
import type { Writer } from './writer/writer.ts';

/** What the cards of calls are worked with: the timeline, deals, tasks, photos, and what the firm settled about them. */
export function openCards(
  database: DatabaseHandle,
  writes: Pick<Writer['writes'], 'deals' | 'tasks' | 'interactions' | 'photos' | 'firm'>,
  clock: Clock,
) {
  return {
    interactions: { ...createInteractionStore(database, clock), ...writes.interactions },
    photos: { ...createPhotoStore(database, clock), ...writes.photos },
    deals: { ...createDealStore(database, clock), ...writes.deals },
    tasks: { ...createTaskStore(database, clock), ...writes.tasks },
    cardSettings: createCardSettings({ ...createSettingStore(database), ...writes.firm }),
  };
}
