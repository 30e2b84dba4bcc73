import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenIdProvider, startOpenIdProvider } from '../../../fixtures/open-id-provider.ts';
import { startTestServer, type TestServer } from '../../../fixtures/test-server.ts';
import type { AuditPage, Me } from '../contract/index.ts';

// A real provider (oidc-provider) on another host of this machine, and its own sign-in form.

let provider: OpenIdProvider;
let server: TestServer;
let admin: string;

beforeAll(async () => {
  provider = await startOpenIdProvider(() => server.origin);
  server = await startTestServer({ config: { openId: settings({ newUsers: 'operator' }) } });
  await server.addUser({ login: 'root', role: 'admin' });
  admin = await server.signIn('root');
});
afterAll(async () => {
  await server?.stop();
  await provider?.stop();
});
beforeEach(() => provider.people.clear());

const settings = (more: object = {}) => {
  const { issuer, clientId, clientSecret } = provider;
  return { issuer, clientId, clientSecret, name: 'Office', ...more };
};

/** A browser that follows redirects and keeps each host's cookies. */
function createBrowser() {
  const jar = new Map<string, Map<string, string>>();
  const cookiesOf = (url: URL) => {
    const own = jar.get(url.host) ?? new Map<string, string>();
    jar.set(url.host, own);
    return own;
  };
  async function go(address: string | URL, form?: Record<string, string>): Promise<Response> {
    let url = new URL(address);
    let body = form ? new URLSearchParams(form) : null;
    for (;;) {
      const cookies = cookiesOf(url);
      const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
      const init = body ? { method: 'POST', body } : {};
      const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '') cookies.delete(name);
        else cookies.set(name, value);
      }
      const next = answer.headers.get('location');
      const isOurs = url.origin === server.origin && url.pathname === '/api/open-id/back';
      if (next === null || isOurs) return answer;
      await answer.body?.cancel();
      url = new URL(next, url);
      body = null;
    }
  }
  return {
    go,
    cookie: () => [...cookiesOf(new URL(server.origin))].map((pair) => pair.join('=')).join('; '),
  };
}

/** As far as the provider's answer to us: fills its form in, and agrees. */
async function signInThere(login: string, to?: string) {
  const browser = createBrowser();
  const query = to === undefined ? '' : `?to=${encodeURIComponent(to)}`;
  let page = await browser.go(`${server.origin}/api/open-id/start${query}`);
  for (const form of [{ prompt: 'login', login, password: 'any' }, { prompt: 'consent' }]) {
    const html = await page.text();
    const action = /action="([^"]+)"/.exec(html)?.[1];
    if (!action) return { browser, page };
    page = await browser.go(action, form as unknown as Record<string, string>);
  }
  return { browser, page };
}

const where = ({ page }: { page: Response }) => page.headers.get('location');
const me = async (cookie: string) =>
  (await (await server.ask('GET', '/api/me', { cookie })).json()) as Me;
const newest = async () => {
  const answer = await server.ask('GET', '/api/audit?limit=3', { cookie: admin });
  return ((await answer.json()) as AuditPage).items;
};

describe('F12 signing in at another server', () => {
  test('the page is told its name', async () => {
    const answer = await server.ask('GET', '/api/open-id');
    expect(await answer.json()).toEqual({ name: 'Office' });
  });

  test('a user whose login is the verified e-mail address comes in, where they wanted to go', async () => {
    const { id } = await server.addUser({ login: 'Vera@example.org' });
    provider.people.set('vera', { email: 'vera@example.org', emailVerified: true });
    const came = await signInThere('vera', '/contacts?q=a');
    expect([came.page.status, where(came)]).toEqual([303, '/contacts?q=a']);
    const cookie = came.page.headers.getSetCookie().join('\n');
    expect(cookie).toMatch(/^perezvon=[^;]+; Path=\/; .*HttpOnly; SameSite=Strict$/m);
    expect(cookie).toMatch(/^perezvon-open-id=; Path=\/; Max-Age=0; HttpOnly; SameSite=Lax$/m);
    expect((await me(came.browser.cookie())).user.id).toBe(id);
    expect((await newest())[0]).toMatchObject({ action: 'open-id-sign-in', who: { id } });
  });

  test('the bond is to the person, not to the address: whoever bears it later stays out until it is undone', async () => {
    const { id } = await server.addUser({ login: 'olga@example.org' });
    const olga = { email: 'olga@example.org', emailVerified: true };
    provider.people.set('olga', { ...olga });
    expect(where(await signInThere('olga'))).toBe('/');
    provider.people.set('olga', { email: 'new@example.org', emailVerified: true });
    expect(where(await signInThere('olga'))).toBe('/');
    provider.people.set('other', { ...olga });
    expect(where(await signInThere('other'))).toBe('/?refused=open-id-other');
    expect((await newest())[0]).toMatchObject({ action: 'open-id-refused', who: null });

    const users = await server.ask('GET', '/api/open-id/users', { cookie: admin });
    expect(await users.json()).toMatchObject({ items: expect.arrayContaining([id]) });
    const path = `/api/users/${id}/open-id`;
    expect((await server.ask('DELETE', path, { cookie: admin })).status).toBe(204);
    expect((await server.ask('DELETE', path, { cookie: admin })).status).toBe(404);
    expect(where(await signInThere('other'))).toBe('/');
  });

  test('the other server stands for a second factor that the role needs; the password does not', async () => {
    await server.addUser({ login: 'lead@example.org', role: 'supervisor' });
    provider.people.set('lead', { email: 'lead@example.org', emailVerified: true });
    const before = (await signInThere('lead')).browser.cookie();
    const require = (required: string[]) =>
      server.ask('PUT', '/api/second-factors', { cookie: admin, body: { required } });
    expect((await require(['supervisor'])).status).toBe(200);
    const after = (await signInThere('lead')).browser.cookie();
    for (const cookie of [before, after]) expect(await me(cookie)).not.toHaveProperty('factorDue');
    expect(await me(await server.signIn('lead@example.org'))).toHaveProperty('factorDue', true);
    await require([]);
  });

  test('who is not known is made, with the role of the configuration', async () => {
    const person = {
      email: 'new.one@example.org',
      emailVerified: true,
      name: 'New One',
    };
    provider.people.set('new', person);
    const came = await signInThere('new');
    expect((await me(came.browser.cookie())).user).toMatchObject({
      login: 'new.one@example.org',
      name: 'New One',
      role: 'operator',
    });
    expect((await newest()).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['open-id-sign-in', 'user-created']),
    );
  });

  test.each([
    ['an address that is not verified', { email: 'root', emailVerified: false }],
    ['no address at all', {}],
  ])('%s opens nothing', async (_, claims) => {
    provider.people.set('mallory', { preferredUsername: 'root', ...claims });
    const came = await signInThere('mallory');
    expect(where(came)).toBe('/?refused=open-id-unknown');
    expect(came.browser.cookie()).not.toMatch(/perezvon=/);
  });

  test('a disabled user stays out, bound or not', async () => {
    const { id } = await server.addUser({ login: 'ivan@example.org' });
    provider.people.set('ivan', { email: 'ivan@example.org', emailVerified: true });
    expect(where(await signInThere('ivan'))).toBe('/');
    await server.ask('PATCH', `/api/users/${id}`, { cookie: admin, body: { disabled: true } });
    expect(where(await signInThere('ivan'))).toBe('/?refused=open-id-unknown');
  });
});

describe('F12 what comes back from there', () => {
  test('without the ticket of this browser, or with an old one, is nobody’s', async () => {
    const answer = await server.ask('GET', '/api/open-id/back?code=x&state=y');
    expect(answer.headers.get('location')).toBe('/?refused=open-id-expired');
    const headers = { cookie: 'perezvon-open-id=v1.x.y' };
    const forged = await server.ask('GET', '/api/open-id/back?code=x&state=y', { headers });
    expect(forged.headers.get('location')).toBe('/?refused=open-id-expired');
  });

  test('with another state, or a code that the provider does not know, is refused', async () => {
    for (const state of ['of another', null]) {
      const browser = createBrowser();
      const page = await browser.go(`${server.origin}/api/open-id/start`);
      await page.body?.cancel();
      const begun = await server.ask('GET', '/api/open-id/start');
      const own = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
      const [cookie = ''] = begun.headers.getSetCookie().map((one) => one.split(';')[0]);
      const query = new URLSearchParams({ code: 'x', state: state ?? own ?? '' });
      const answer = await server.ask('GET', `/api/open-id/back?${query}`, { cookie });
      expect(answer.headers.get('location')).toBe('/?refused=open-id-refused');
    }
  });

  test.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'x'])(
    'one is sent on to no other site: %s',
    async (to) => {
      const answer = await server.ask('GET', `/api/open-id/start?to=${encodeURIComponent(to)}`);
      expect(answer.status).toBe(400);
    },
  );
});

test('F12 without a provider there is no such way in; one that is away is said to be, and the password serves', async () => {
  const none = await startTestServer();
  const away = await startTestServer({
    config: { openId: settings({ issuer: 'http://127.0.0.1:9', name: undefined }) },
  });
  try {
    expect(await (await none.ask('GET', '/api/open-id')).json()).toEqual({ name: null });
    expect((await none.ask('GET', '/api/open-id/start')).headers.get('location')).toBe(
      '/?refused=not-found',
    );
    expect((await away.ask('GET', '/api/open-id/start')).headers.get('location')).toBe(
      '/?refused=open-id-away',
    );
    await away.addUser({ login: 'vera' });
    expect(await away.signIn('vera')).toMatch(/perezvon=/);
  } finally {
    await none.stop();
    await away.stop();
  }
});
