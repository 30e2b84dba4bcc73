import type { Diagnosis } from '../../../contract/index.ts';
import { type NumberPattern, numberPattern } from '../../../kernel/number-pattern.ts';
import type { ConnectorContext, ExamineContext } from '../../connector.ts';
import type { AmiEvent } from '../ami-event.ts';
import { newCounters } from '../ami-stream.ts';
import { type Asking, createAsking } from '../asking.ts';
import { type Connection, connect } from '../connection.ts';
import { ActionError } from '../pending.ts';
import { logIn } from '../login.ts';
import { askPhoneNames } from '../phone-names.ts';
import { createQuarantine } from '../quarantine.ts';
import { addressOf, type AsteriskSettings } from '../settings.ts';
import { AmiLinkError } from '../socket.ts';
import { discreetly } from '../strangers.ts';
import { reached } from './address.ts';
import * as say from './diagnoses.ts';
import {
  ENDPOINT_FIELDS,
  type EndpointFacts,
  endpointsUntold,
  examineEndpoints,
  noEndpoint,
} from './endpoints.ts';
import { linkTrouble } from './link-words.ts';
import { clockAhead, zoneAhead } from './pbx-time.ts';
import { PLACE_SET, queues as aboutQueues, harmlessAction } from './queues.ts';
import { rightsIn, silentClasses } from './rights.ts';

const ANSWER_MS = 5_000;
/** By then the events of a test call that ends at once have come. */
const TEST_CALL_MS = 3_000;
/** The exten that the test call asks for; no dialplan has it. */
export const DOCTORS_EXTEN = 'perezvon-doctor';

/** What all checks stand on. */
interface Ward {
  readonly settings: AsteriskSettings;
  readonly extensions: NumberPattern;
  /** The same as it was typed. */
  readonly pattern: string;
  readonly line: Connection;
  readonly asking: Asking;
  readonly heard: AmiEvent[];
  readonly clock: ConnectorContext['clock'];
}

/**
 * Examines a connection to Asterisk over a line of its own, check by check: address and banner, login, version,
 * rights, context, events, clock, phones, queues, then the endpoints of browser phones. Nothing is changed: the one call it
 * makes asks for an exten that is nowhere, and ends at once; a member of a queue is set to the place that they have. What can't be tried as something before it failed is said to be skipped.
 */
export async function* examine(
  connection: {
    readonly extensions: string;
    readonly settings: AsteriskSettings;
    readonly browserPhones: readonly string[] | null;
  },
  { clock, log, signal, discreet }: ExamineContext,
): AsyncGenerator<Diagnosis> {
  const { settings } = connection;
  const heard: AmiEvent[] = [];
  const stop = new AbortController();
  const end = () => stop.abort(new AmiLinkError('pbx-down', 'The examination is over.'));
  if (signal.aborted) return;
  signal.addEventListener('abort', end);
  let line: Connection;
  try {
    const options = {
      ...addressOf(settings),
      clock,
      log,
      counters: newCounters(),
      quarantine: createQuarantine(),
      onEvent: (event: AmiEvent) => void heard.push(event),
    };
    const reach = () => connect(options, stop.signal);
    line = discreet ? await discreetly(settings, reach, { clock, signal }) : await reach();
  } catch (error) {
    signal.removeEventListener('abort', end);
    if (!signal.aborted) yield* notReached('address', error, settings);
    return;
  }
  try {
    yield reached(settings);
    const who = { ...settings, eventMask: 'system,call,agent,dialplan' };
    try {
      await logIn(line, who);
    } catch (error) {
      yield* notReached('login', error, settings);
      return;
    }
    yield say.loggedIn(settings);
    const extensions = numberPattern(connection.extensions);
    const asking = createAsking();
    const pattern = connection.extensions;
    const ward = { settings, extensions, pattern, line, asking, heard, clock };
    for (const [name, check] of CHECKS) {
      const found = await check(ward).catch((error: unknown) => say.notAnswered(name, error));
      if (signal.aborted) return;
      yield found;
    }
    const { browserPhones } = connection;
    if (browserPhones && settings.technology === 'PJSIP')
      yield* await endpointChecks(ward, browserPhones);
  } finally {
    signal.removeEventListener('abort', end);
    end();
    await line.closed;
  }
}

/** What is checked over a line that is logged in, in this order. */
const CHECKS: readonly (readonly [say.CheckName, (ward: Ward) => Promise<Diagnosis>])[] = [
  ['version', version],
  ['rights', rights],
  ['context', context],
  ['events', events],
  ['time', time],
  ['phones', phones],
  ['queues', queues],
];

function* notReached(
  check: 'address' | 'login',
  error: unknown,
  settings: AsteriskSettings,
): Generator<Diagnosis> {
  const { problem, message } =
    error instanceof AmiLinkError ? error : { problem: 'pbx-connection', message: String(error) };
  const { fingerprint256 = null } = error instanceof AmiLinkError ? error : {};
  const trouble = linkTrouble(problem, message, fingerprint256);
  yield say.noLine(check, { problem, trouble }, settings);
  if (check === 'address') yield say.skipped('login');
  for (const [next] of CHECKS) yield say.skipped(next);
}

async function version({ line, asking }: Ward): Promise<Diagnosis> {
  const { fields } = await asking.answer(line, { action: 'CoreSettings' }, ANSWER_MS);
  return say.version(fields.asteriskversion ?? '');
}

async function rights({ line, asking, settings }: Ward): Promise<Diagnosis> {
  const { fields } = await asking.answer(line, { action: 'ListCommands' }, ANSWER_MS);
  return say.rights(rightsIn(fields), settings, permitFor(line));
}

/** How the PBX sees us: what `permit` has to allow. */
function permitFor({ socket }: Connection): string {
  const { localAddress = '127.0.0.1' } = socket as { localAddress?: string };
  return `${localAddress.replace(/^::ffff:/, '')}/255.255.255.255`;
}

async function context({ line, asking, settings }: Ward): Promise<Diagnosis> {
  const { clickToCallContext: name } = settings;
  try {
    await asking.list(line, { action: 'ShowDialPlan', context: name }, ANSWER_MS);
    return say.contextThere(name);
  } catch (error) {
    if (!(error instanceof ActionError) || error.unknown) throw error;
    return say.contextMissing(name, error.message);
  }
}

/** A call that begins and ends at once: its events must come. */
async function events(ward: Ward): Promise<Diagnosis> {
  const { line, asking, settings, heard, clock } = ward;
  await line.booted();
  const channel = `Local/${DOCTORS_EXTEN}@${settings.clickToCallContext}/n`;
  const action = { action: 'Originate', channel, application: 'Hangup', async: 'true' };
  try {
    await asking.answer(line, action, ANSWER_MS);
  } catch (error) {
    if (!(error instanceof ActionError) || error.unknown) throw error;
    return say.noTestCall(error.message);
  }
  const names = () => new Set(heard.map(({ name }) => name));
  await waitUntil(() => silentClasses(names()).length === 0, TEST_CALL_MS, clock);
  return say.events(silentClasses(names()), settings.user);
}

async function time({ line, asking, heard, clock }: Ward): Promise<Diagnosis> {
  const { fields } = await asking.answer(line, { action: 'CoreStatus' }, ANSWER_MS);
  const last = heard.findLast((event) => event.fields.timestamp !== undefined);
  const booted = heard.find(({ name }) => name === 'FullyBooted');
  const started = { date: fields.corestartupdate, time: fields.corestartuptime };
  return say.time({
    aheadMs: last ? clockAhead(last.fields.timestamp, last.at) : null,
    zoneHours: booted ? zoneAhead(started, booted.fields.uptime, clock.now()) : null,
  });
}

async function phones({ line, asking, settings, extensions, pattern }: Ward): Promise<Diagnosis> {
  const list = (action: { action: string }) => asking.list(line, action, ANSWER_MS);
  const names = await askPhoneNames(list, settings.technology);
  return say.phones({ known: names.filter((name) => extensions.test(name)), all: names }, pattern);
}

/** Queues, and whether what happens at them is heard: nothing of it comes by the test call. */
async function queues(ward: Ward): Promise<Diagnosis> {
  const { line, asking, settings, heard, clock } = ward;
  const items = await asking.list(line, { action: 'QueueStatus' }, ANSWER_MS);
  const action = harmlessAction(items);
  if (!action) return aboutQueues(items, null, settings.user);
  const came = () => heard.some(({ name }) => name === PLACE_SET);
  try {
    await asking.answer(line, action, ANSWER_MS);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return aboutQueues(items, reason, settings.user);
  }
  await waitUntil(came, TEST_CALL_MS, clock);
  return aboutQueues(items, came(), settings.user);
}

/** The endpoints of the users' browser phones; where there are none, those of the PBX that say `webrtc = yes`. */
async function endpointChecks(ward: Ward, phones: readonly string[]): Promise<Diagnosis[]> {
  const { line, asking, settings, extensions } = ward;
  const valueOf = async (name: string, field: string) => {
    const action = { action: 'Getvar', variable: `PJSIP_ENDPOINT(${name},${field})` };
    return (await asking.answer(line, action, ANSWER_MS)).fields.value ?? '';
  };
  const factsOf = async (name: string): Promise<EndpointFacts> => {
    const values = ENDPOINT_FIELDS.map(async (field) => [field, await valueOf(name, field)]);
    return { name, fields: Object.fromEntries(await Promise.all(values)) };
  };
  try {
    const list = (action: { action: string }) => asking.list(line, action, ANSWER_MS);
    const known = (await askPhoneNames(list, settings.technology)).filter(isPlainName);
    const asked = phones.length > 0 ? phones : known.filter((name) => extensions.test(name));
    const facts = await Promise.all(asked.slice(0, MOST_ENDPOINTS).map(factsOf));
    // an endpoint that is there without doubt has no settings to tell either: nothing tells them
    if (facts.every(({ fields }) => fields.allow === '')) {
      const [sure] = known;
      if (sure !== undefined && (await valueOf(sure, 'allow')) === '') return endpointsUntold();
    }
    if (phones.length > 0) return examineEndpoints(facts);
    const forBrowsers = facts.filter(({ fields }) => fields.webrtc === 'yes');
    return forBrowsers.length > 0 ? examineEndpoints(forBrowsers) : noEndpoint();
  } catch (error) {
    return [say.notAnswered('endpoint', error)];
  }
}

const MOST_ENDPOINTS = 100;
/** As a variable's name may bear it. */
const isPlainName = (name: string) => /^[A-Za-z0-9_.-]{1,79}$/.test(name);

/** Resolves when `check` is true, at the latest after `ms`. */
function waitUntil(
  check: () => boolean,
  ms: number,
  clock: ConnectorContext['clock'],
): Promise<void> {
  const began = clock.monotonic();
  return new Promise((resolve) => {
    const look = () => {
      if (check() || clock.monotonic() - began >= ms) resolve();
      else clock.after(LOOK_EVERY_MS, look);
    };
    look();
  });
}

const LOOK_EVERY_MS = 50;
