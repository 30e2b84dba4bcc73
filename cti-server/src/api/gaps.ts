import { Type } from 'typebox';
import { PbxGap } from '../contract/index.ts';
import type { Api } from './route.ts';

/** Most gaps of a PBX that are listed. */
const MOST = 100;

/** When the PBXs were out of sight. `gaps` gives at most so many of each. */
export function gapRoutes(api: Api, gaps: (mostOfEach: number) => PbxGap[]): void {
  api.get(
    '/api/gaps',
    {
      schema: {
        summary: 'The times in which the link to a PBX was away, the latest first',
        response: { 200: Type.Object({ items: Type.Array(PbxGap) }) },
      },
    },
    async () => ({ items: gaps(MOST).sort((one, other) => other.to.localeCompare(one.to)) }),
  );
}
