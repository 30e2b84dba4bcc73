import type { User } from '../contract/index.ts';
import type { ConnectorLog } from '../pbx/connector.ts';
import type { SettingStore } from '../firm/store.ts';
import type { LoggedCall } from '../call-log/entry.ts';

/** Since when outside calls are stopped (ms epoch), and by whom. */
export interface Stopped {
  readonly since: number;
  readonly by: string;
}

/** The switch that ends all outside calls and lets none begin. */
export interface StopSwitch {
  readonly state: () => Stopped | null;
  /** The calls that it would end now. */
  wouldEnd(): readonly Pick<LoggedCall, 'pbx' | 'record'>[];
  /** Throws it: calls that go on are hung up, also where that it is thrown cannot be written. */
  throw(by: User): Promise<Stopped>;
  release(): Promise<void>;
  /** An outside call goes on: ended where they are stopped. A desk phone dials without asking us. */
  saw(call: Pick<LoggedCall, 'pbx' | 'record'>): void;
}

const SETTING = 'tolls-stopped';

/** The switch over its store: a restart does not release it. `hangUp` ends a call at its PBX. */
export function createStopSwitch(parts: {
  store: SettingStore;
  open: () => Iterable<Pick<LoggedCall, 'pbx' | 'record'>>;
  /** Whom a call is with is calling for help: never ended. */
  isEmergency: (call: Pick<LoggedCall, 'pbx' | 'record'>) => boolean;
  hangUp: (pbx: string, callId: string) => Promise<void>;
  now: () => number;
  log: Pick<ConnectorLog, 'warn'>;
}): StopSwitch {
  const { store, open, isEmergency, hangUp, now, log } = parts;
  let stopped = (store.get(SETTING) as Stopped | null | undefined) ?? null;

  function end({ pbx, record }: Pick<LoggedCall, 'pbx' | 'record'>): void {
    hangUp(pbx, record.id).catch((error: unknown) =>
      log.warn({ call: record.id, error: String(error) }, 'A stopped call could not be hung up'),
    );
  }

  const wouldEnd = () => [...open()].filter((call) => !isEmergency(call));

  return {
    state: () => stopped,
    wouldEnd,
    async throw(by) {
      stopped ??= { since: now(), by: by.name || by.login };
      for (const call of wouldEnd()) end(call);
      await store.set(SETTING, stopped);
      return stopped;
    },
    async release() {
      await store.set(SETTING, null);
      stopped = null;
    },
    saw(call) {
      if (stopped && !isEmergency(call)) end(call);
    },
  };
}
