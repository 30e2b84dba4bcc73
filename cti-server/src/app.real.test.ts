import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { connectionTo } from '../../fixtures/asterisk/connection.ts';
import { callFrom, callIn, carrier, deskPhone } from '../../fixtures/asterisk/phones.ts';
import { startTestServer, type TestServer } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import {
  type CallPage,
  type CallView,
  type Explanation,
  type Health,
  inStatementWords,
} from './contract/index.ts';

// The whole server on real Asterisk with real SIP phones; what needs a browser is in softphone-web/e2e.
// Phones 106–110 and DIDs of their own, so that a PBX shared with other tests does no harm.
const TOKEN = 'a-token-of-tests-0123456789';

describe.each([22, 16] as const)('Asterisk %i', (version) => {
  let pbx: RunningAsterisk;
  let server: TestServer;
  let cookie: string;

  const connection = () => connectionTo(pbx, { recordingsDir: pbx.recordingsDir });
  const isUp = (one: TestServer) =>
    until(
      async () => {
        const health = (await (await one.ask('GET', '/healthz')).json()) as Health;
        return health.parts.every(({ part, ok }) => ok || part === 'page');
      },
      { what: 'every part works', timeoutMs: 10_000 },
    );
  const newest = async (one = server, as = cookie): Promise<CallView[]> => {
    const answer = await one.ask('GET', '/api/calls?limit=20', { cookie: as });
    return ((await answer.json()) as CallPage).items;
  };
  const ended = (match: Partial<CallView>) =>
    until(
      async () =>
        (await newest()).find(
          (call) =>
            call.state === 'ended' &&
            Object.entries(match).every(([key, value]) => call[key as keyof CallView] === value),
        ),
      { what: `an ended call with ${JSON.stringify(match)}`, timeoutMs: 15_000 },
    );

  beforeAll(async () => {
    pbx = await startAsterisk({ version });
    server = await startTestServer({ config: { pbx: [connection()], metricsToken: TOKEN } });
    await server.addUser({ login: 'root', role: 'admin' });
    await server.addUser({ login: 'vera', pbx: 'main', extension: '108', device: 'desk' });
    cookie = await server.signIn('root');
    await isUp(server);
  });
  afterAll(async () => {
    await server?.stop();
  });

  test('an inbound call is answered at a desk phone and logged with its times and recording', async () => {
    const phone = await deskPhone(pbx, { extension: '108', behaviour: 'answer', ringMs: 1_000 });
    try {
      const call = await callIn(pbx, {
        did: '74950000108',
        callerNumber: '79165550001',
        callerName: 'Анна',
        talkMs: 2_000,
      });
      expect((await call.finished).ok).toBe(true);
      const logged = await ended({ externalNumber: '79165550001' });
      expect(logged).toMatchObject({
        direction: 'inbound',
        disposition: 'answered',
        did: '74950000108',
        externalName: 'Анна',
        answeredBy: ['108'],
        hangup: { by: 'caller', cause: 16 },
        caller: { kind: 'unknown' },
        complete: true,
      });
      const why = (await (
        await server.ask('GET', `/api/calls/${logged.id}/explanation`, { cookie })
      ).json()) as Explanation;
      const said = why.events.flatMap(({ concluded }) => concluded);
      expect(said.map((one) => inStatementWords(one, 'en'))).toEqual(
        expect.arrayContaining([
          'inbound: it began on trunk pstn (C3)',
          'phone 108 rings (C4)',
          'talk: 108 and the customer hear each other (C2)',
          'hung up by the customer, Q.850 cause 16 (normal end) (C8)',
        ]),
      );
      expect(inStatementWords(why.caller, 'en')).toBe('no contact has number +79165550001 (I4)');
      expect(why.pops.map(({ statement }) => inStatementWords(statement, 'en'))).toEqual([
        'vera (108): the page was not open (W5)',
      ]);
      const capture = await server.ask('GET', `/api/calls/${logged.id}/capture`, { cookie });
      expect(await capture.text()).toContain('Event: Newchannel');
      expect(Math.abs(logged.waitMs - 1_000)).toBeLessThan(400);
      expect(Math.abs(logged.talkMs - 2_000)).toBeLessThan(400);
      const metrics = await server.ask('GET', '/metrics', {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      const figures = await metrics.text();
      for (const line of [
        'perezvon_pbx_up{pbx="main"} 1',
        'perezvon_calls_open{pbx="main"} 0',
        'perezvon_calls_total{pbx="main",direction="inbound",result="answered"} 1',
        'perezvon_pops_total{pbx="main",result="away"} 1',
      ]) {
        expect(figures.split('\n')).toContain(line);
      }
      const events = /^perezvon_pbx_events_total\{pbx="main"\} (\d+)$/m.exec(figures)?.[1];
      expect(Number(events)).toBeGreaterThan(10);
      const sound = await server.ask('GET', `/api/recordings/${logged.recordingId}`, { cookie });
      expect(sound.status).toBe(200);
      expect(sound.headers.get('content-type')).toBe('audio/wav');
      expect((await sound.arrayBuffer()).byteLength).toBeGreaterThan(20_000);
    } finally {
      await phone.stop();
    }
  });

  test('a browser that is closed makes no difference: nobody is signed in, the abandoned call is logged', async () => {
    const phone = await deskPhone(pbx, { extension: '109', behaviour: 'ring' });
    try {
      const call = await callIn(pbx, {
        did: '74950000109',
        callerNumber: '79165550002',
        cancelAfterMs: 800,
      });
      await call.finished;
      expect(await ended({ externalNumber: '79165550002' })).toMatchObject({
        disposition: 'abandoned',
        rang: ['109'],
        answeredBy: [],
      });
    } finally {
      await phone.stop();
    }
  });

  test('a desk phone calls out with the prefix 9, and another inside', async () => {
    const outside = await carrier(pbx, { behaviour: 'answer', ringMs: 300 });
    const phone = await deskPhone(pbx, { extension: '110', behaviour: 'answer', ringMs: 300 });
    try {
      await (await callFrom(pbx, { extension: '109', number: '979165550003', talkMs: 1_000 }))
        .finished;
      expect(await ended({ externalNumber: '79165550003' })).toMatchObject({
        direction: 'outbound',
        disposition: 'answered',
        from: '109',
        dialled: '79165550003',
        e164: '+79165550003',
      });
      await (await callFrom(pbx, { extension: '109', number: '110', talkMs: 800 })).finished;
      expect(await ended({ direction: 'internal', from: '109' })).toMatchObject({
        disposition: 'answered',
        handledBy: ['109', '110'],
        caller: { kind: 'internal' },
      });
    } finally {
      await outside.stop();
      await phone.stop();
    }
  });

  test('click-to-call rings the desk phone first, then the customer; a second click ends it', async () => {
    const phone = await deskPhone(pbx, { extension: '108', behaviour: 'answer', ringMs: 300 });
    const outside = await carrier(pbx, { behaviour: 'answer', ringMs: 300 });
    try {
      const vera = await server.signIn('vera');
      const answer = await server.ask('POST', '/api/calls', {
        cookie: vera,
        body: { number: '8 (916) 555-00-04' },
      });
      expect([200, 201, 202]).toContain(answer.status);
      const { callId } = (await answer.json()) as { callId: string };
      await until(
        async () => (await newest()).some((call) => call.id === callId && call.state === 'talking'),
        {
          what: 'the two talk',
          timeoutMs: 10_000,
        },
      );
      await server.ask('POST', `/api/calls/${callId}/hangup`, { cookie: vera });
      expect(await ended({ id: callId })).toMatchObject({
        direction: 'outbound',
        from: '108',
        dialled: '79165550004',
        disposition: 'answered',
        handledBy: ['108'],
      });
    } finally {
      await phone.stop();
      await outside.stop();
    }
  });

  test('C7 click-to-call of a desk phone that is switched off: a failed call in the log that says why', async () => {
    const vera = await server.signIn('vera');
    const answer = await server.ask('POST', '/api/calls', {
      cookie: vera,
      body: { number: '8 (916) 555-00-06' },
    });
    expect(answer.status).toBe(200);
    const { callId } = (await answer.json()) as { callId: string };
    expect(await ended({ id: callId })).toMatchObject({
      direction: 'outbound',
      from: '108',
      dialled: '79165550006',
      disposition: 'failed',
      reason: 'agent-failed',
      rang: [],
      complete: true,
    });
  });

  test('C11 a server that starts in the middle of a call has it within 2 s, under the same id, and its end', async () => {
    const phone = await deskPhone(pbx, { extension: '108', behaviour: 'answer', ringMs: 200 });
    try {
      const call = await callIn(pbx, {
        did: '74950000108',
        callerNumber: '79165550005',
        talkMs: 7_000,
      });
      const before = await until(
        async () =>
          (await newest()).find(
            (one) => one.externalNumber === '79165550005' && one.state === 'talking',
          ),
        { what: 'they talk' },
      );
      const late = await startTestServer({ config: { pbx: [connection()] } });
      try {
        await late.addUser({ login: 'root', role: 'admin' });
        const lateCookie = await late.signIn('root');
        const joined = await until(
          async () => (await newest(late, lateCookie)).find(({ id }) => id === before.id),
          {
            what: 'the late server has the call',
            timeoutMs: 2_000,
          },
        );
        expect(joined).toMatchObject({
          state: 'talking',
          direction: 'inbound',
          externalNumber: '79165550005',
          complete: false,
        });
        await call.finished;
        await until(
          async () =>
            (await newest(late, lateCookie)).some(
              ({ id, state }) => id === before.id && state === 'ended',
            ),
          { what: 'its end' },
        );
        const why = (await (
          await late.ask('GET', `/api/calls/${before.id}/explanation`, { cookie: lateCookie })
        ).json()) as Explanation;
        expect(why.events[0]?.said.key).toBe('said.snapshot');
        const said = why.events.flatMap(({ concluded }) => concluded);
        expect(said.map((one) => inStatementWords(one, 'en'))).toEqual(
          expect.arrayContaining([
            'inbound: it began on trunk pstn (C3)',
            'not all of the call was seen (C11)',
            'ended: answered (C7)',
          ]),
        );
      } finally {
        await late.stop();
      }
      expect(await ended({ id: before.id })).toMatchObject({
        disposition: 'answered',
        complete: true,
      });
    } finally {
      await phone.stop();
    }
  });

  test('all this worked with an AMI user that has the least rights', async () => {
    const settings = await pbx.cli('manager show user perezvon');
    expect(/read perm: (\S+)/.exec(settings)?.[1]).toBe('system,call,agent,dialplan');
    expect(/write perm: (\S+)/.exec(settings)?.[1]?.split(',').sort()).toEqual([
      'agent',
      'call',
      'originate',
      'reporting',
    ]);
  });
});
