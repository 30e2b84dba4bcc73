import { beforeEach, describe, expect, test } from 'vitest';
import { createHandClock, type HandClock } from '../services/hand-clock.ts';
import { createFakePhone, type FakePhone } from './fake-phone.ts';
import { createTabPhone, type TabChannel, type TabLocks } from './tab-owner.ts';
import { HEARD_WITHIN_MS } from './tab-words.ts';

/** Web Locks of one name: first come, first served; `steal` takes it at once. */
function createFakeLocks() {
  interface Holder {
    readonly lost: (error: Error) => void;
  }
  let holder: Holder | null = null;
  const queue: (() => void)[] = [];
  const next = () => {
    if (!holder) queue.shift()?.();
  };

  function request(
    _name: string,
    options: { steal?: boolean; signal?: AbortSignal },
    work: () => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        const mine: Holder = { lost: reject };
        holder = mine;
        const release = () => {
          if (holder !== mine) return;
          holder = null;
          resolve();
          next();
        };
        void work().then(release, release);
      };
      options.signal?.addEventListener('abort', () => {
        const at = queue.indexOf(take);
        if (at < 0) return;
        queue.splice(at, 1);
        reject(new Error('AbortError'));
      });
      if (options.steal) {
        const robbed = holder;
        take();
        robbed?.lost(new Error('AbortError'));
      } else {
        queue.push(take);
        next();
      }
    });
  }

  return {
    locks: { request } as unknown as TabLocks,
    /** The owner's tab crashed: the browser frees what it held. */
    crash() {
      holder = null;
      next();
    },
  };
}

/** A BroadcastChannel for the tabs of one test. A tab that crashed is deaf and mute. */
function createFakeAir() {
  const ends = new Set<TabChannel & { dead: boolean }>();
  return {
    open() {
      const end: TabChannel & { dead: boolean } = {
        dead: false,
        onmessage: null,
        postMessage(message) {
          if (end.dead) return;
          for (const other of ends) {
            const data = structuredClone(message);
            if (other !== end && !other.dead) queueMicrotask(() => other.onmessage?.({ data }));
          }
        },
        close: () => void ends.delete(end),
      };
      ends.add(end);
      return end;
    },
  };
}

describe('one phone for all tabs of an operator', () => {
  let clock: HandClock;
  let world: ReturnType<typeof createFakeLocks>;
  let air: ReturnType<typeof createFakeAir>;
  beforeEach(() => {
    clock = createHandClock();
    world = createFakeLocks();
    air = createFakeAir();
  });

  function openTab() {
    const phones: FakePhone[] = [];
    const channel = air.open();
    const tab = createTabPhone({
      extension: '201',
      create() {
        const phone = createFakePhone();
        phones.push(phone);
        return phone;
      },
      locks: world.locks,
      channel,
      clock,
    });
    return { tab, channel, phones, phone: () => phones.at(-1) };
  }

  async function twoTabs() {
    const [a, b] = [openTab(), openTab()];
    await a.tab.start();
    await b.tab.start();
    await clock.pass(0);
    return { a, b };
  }

  test('D05 the first tab owns the phone, the second only shows it: one registration', async () => {
    const { a, b } = await twoTabs();
    expect(a.tab.state().registration).toEqual({ kind: 'ready' });
    expect(b.tab.state().registration).toEqual({ kind: 'elsewhere', there: { kind: 'ready' } });
    expect(b.phones).toHaveLength(0);
  });

  test('D05 a call shows in both tabs; answered in the second, it is answered by the first', async () => {
    const { a, b } = await twoTabs();
    const id = a.phone()?.ring('79161234567', 'Анна') ?? '';
    await clock.pass(0);
    expect(b.tab.state().calls).toEqual(a.tab.state().calls);
    await b.tab.answer(id);
    await clock.pass(0);
    expect(a.phone()?.commands).toContain(`answer ${id}`);
    expect(b.tab.state().calls[0]).toMatchObject({ id, state: 'talking' });
  });

  test('a command of the second tab gives what the phone gave, or why it refused', async () => {
    const { a, b } = await twoTabs();
    expect(await b.tab.dial('101')).toBe(a.tab.state().calls[0]?.id);
    a.phone()?.refuseNext('no-microphone');
    await expect(b.tab.dial('102')).rejects.toMatchObject({ code: 'no-microphone' });
    await expect(b.tab.answer('nobody')).rejects.toMatchObject({ code: 'unknown-call' });
  });

  test('D05 the owner closes: the other tab takes the phone over', async () => {
    const { a, b } = await twoTabs();
    await a.tab.stop();
    await clock.pass(0);
    expect(b.tab.state().registration).toEqual({ kind: 'ready' });
    expect(b.phones).toHaveLength(1);
  });

  test('D05 the owner crashes: the other tab takes the phone over', async () => {
    const { a, b } = await twoTabs();
    a.channel.dead = true;
    world.crash();
    await clock.pass(0);
    expect(b.tab.state().registration).toEqual({ kind: 'ready' });
  });

  test('an owner that hears nothing: the command is refused, not lost', async () => {
    const { a, b } = await twoTabs();
    a.channel.dead = true;
    const outcome = b.tab.dial('101').catch((error: unknown) => error);
    await clock.pass(HEARD_WITHIN_MS);
    expect(await outcome).toMatchObject({ code: 'owner-gone' });
  });

  test('the phone moves into another tab on demand, but not out of a call', async () => {
    const { a, b } = await twoTabs();
    const id = a.phone()?.ring('79161234567') ?? '';
    await clock.pass(0);
    await expect(b.tab.takeOver()).rejects.toMatchObject({ code: 'wrong-state' });
    await b.tab.reject(id);
    await clock.pass(0);
    await b.tab.takeOver();
    await clock.pass(0);
    expect(b.tab.state().registration).toEqual({ kind: 'ready' });
    expect(a.tab.state().registration).toMatchObject({ kind: 'elsewhere' });
    expect(a.phone()?.commands).toContain('stop');
  });

  test('without Web Locks a tab has a phone of its own', async () => {
    const phone = createFakePhone();
    const options = { extension: '201', create: () => phone, channel: air.open(), clock };
    const tab = createTabPhone({ ...options, locks: undefined });
    await tab.start();
    expect(tab.state().registration).toEqual({ kind: 'ready' });
    await tab.stop();
    expect(phone.commands).toEqual(['start', 'stop']);
  });
});
