import type { ConnectionList } from '../../cti-server/src/contract/index.ts';
import { formSchema } from '../../cti-server/src/kernel/config-pbx.ts';
import { CONNECTORS } from '../../cti-server/src/pbx/registry.ts';

/** What the server says of two PBX connections: one of the page, one of the configuration file. */
export function sampleConnections(): ConnectionList {
  const entry = { host: 'x'.repeat(64), port: 5038, user: 'a' };
  const common = { enabled: true, secrets: ['secret'], problem: null };
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
