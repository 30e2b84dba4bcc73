import { Type } from 'typebox';
import { Traffic } from '../contract/index.ts';
import type { Api } from './route.ts';

/** What the PBXs said, and what was not used of it: for who set them up. */
export function trafficRoutes(api: Api, traffic: () => Traffic[]): void {
  api.get(
    '/api/traffic',
    {
      schema: {
        summary: 'What came from each PBX, what was not used, and what could not be processed',
        response: { 200: Type.Object({ items: Type.Array(Traffic) }) },
      },
    },
    async () => ({ items: traffic() }),
  );
}
