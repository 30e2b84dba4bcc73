import type { ConnectionList } from '../../cti-server/src/contract/index.ts';
import { formSchema } from '../../cti-server/src/kernel/config-pbx.ts';
import { CONNECTORS } from '../../cti-server/src/pbx/registry.ts';

/** What the server says of two PBX connections: one of the page, one of the configuration file. */
export function sampleConnections(): ConnectionList {
  const entry = { host: 'x'.repeat(64), port: 5038, user: 'a' };
  const common = { enabled: true, secrets: ['secret'], problem: null, version: 'v' };
  return {
    items: [
      { id: 'main', source: 'page', entry: { name: 'АТС', ...entry }, ...common },
      { id: 'old', source: 'file', entry, ...common },
    ],
    kinds: Object.fromEntries(
      [...CONNECTORS].map(([name, kind]) => [name, formSchema(kind.settings)]),
    ),
    accounts: {},
  };
}

/** What the main PBX said so far, as `/api/traffic` tells it; hostile text in what could not be read. */
export const TRAFFIC = {
  pbx: 'main',
  messages: 120,
  events: 100,
  answerMs: 12,
  stalls: 2,
  unused: [
    { name: 'RTCPSent', count: 10 },
    { name: 'x'.repeat(80), count: 2 },
  ],
  ignored: [{ reason: 'dial of an unknown channel', count: 3 }],
  refused: 1,
  setAside: 1,
  firstSetAside: [
    {
      at: '2026-11-23T08:15:30.000Z',
      text: `Event: Newstate\r\nCallerIDName: <img src=x>\r\n${'y'.repeat(200)}`,
      error: 'TypeError: <b>',
    },
  ],
};
