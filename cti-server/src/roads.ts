import type { CallLog } from './call-log/call-log.ts';
import type { Clock } from './kernel/clock.ts';
import type { PbxConfig } from './kernel/config-pbx.ts';
import type { UpperRoad } from './upper-road.ts';

/** Who must know which PBXs there are. */
export interface RoadFollower {
  added(road: UpperRoad): void;
  removed(pbx: string): void;
}

/** The upper road of every PBX that is connected; which they are may change while the server runs. */
export interface Roads {
  list(): readonly UpperRoad[];
  /** Of the PBX with this id. */
  of(pbx: string | null): UpperRoad | null;
  /** Connects to a PBX by these settings; one of this id is let go first, and its calls are taken up again. */
  put(config: PbxConfig): Promise<void>;
  /** Lets a PBX go for good: calls that go on there end as not all seen. */
  remove(pbx: string): Promise<void>;
  /** `follower` hears of those there are, and of each change. */
  follow(follower: RoadFollower): void;
  start(): void;
  /** Hangs up on each PBX; calls there are taken up by the next server. */
  stop(): Promise<void>;
}

/** `build` makes a road that is not started; null where no connector knows it. */
export function createRoads(parts: {
  configs: readonly PbxConfig[];
  build: (config: PbxConfig) => UpperRoad | null;
  callLog: Pick<CallLog, 'closeMissing'>;
  clock: Clock;
}): Roads {
  const { build, callLog, clock } = parts;
  let roads: readonly UpperRoad[] = parts.configs.flatMap((config) => build(config) ?? []);
  const followers: RoadFollower[] = [];
  let started = false;
  /** One change at a time: two of the same PBX must not connect both. */
  let last: Promise<unknown> = Promise.resolve();

  const of = (pbx: string | null) => roads.find((road) => road.config.id === pbx) ?? null;

  function oneByOne(change: () => Promise<void>): Promise<void> {
    const done = last.then(change);
    last = done.catch(() => {});
    return done;
  }

  async function letGo(pbx: string): Promise<void> {
    const road = of(pbx);
    if (!road) return;
    roads = roads.filter((one) => one !== road);
    for (const follower of followers) follower.removed(pbx);
    await road.stop();
  }

  return {
    list: () => roads,
    of,
    put: (config) =>
      oneByOne(async () => {
        await letGo(config.id);
        const road = build(config);
        if (!road) return;
        roads = [...roads, road];
        for (const follower of followers) follower.added(road);
        if (started) road.start();
      }),
    remove: (pbx) =>
      oneByOne(async () => {
        await letGo(pbx);
        callLog.closeMissing(pbx, new Set(), { at: clock.now() });
      }),
    follow(follower) {
      followers.push(follower);
      for (const road of roads) follower.added(road);
    },
    start() {
      started = true;
      for (const road of roads) road.start();
    },
    async stop() {
      started = false;
      await last;
      await Promise.all(roads.map((road) => road.stop()));
    },
  };
}
