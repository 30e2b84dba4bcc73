import type { ConnectorContext } from '../connector.ts';
import { newCounters } from './ami-stream.ts';
import { createAsking } from './asking.ts';
import { connect } from './connection.ts';
import { logIn } from './login.ts';
import { askPhoneNames } from './phone-names.ts';
import { createQuarantine } from './quarantine.ts';
import { discreetly } from './strangers.ts';
import { addressOf, type AsteriskSettings } from './settings.ts';
import { AmiLinkError } from './socket.ts';

const ANSWER_MS = 5_000;

/**
 * Asks a PBX for its phones, over a line of its own: that of the calls drops the states of devices unread. Rejects
 * with `AmiLinkError` or `ActionError`.
 */
export async function listPhones(
  settings: AsteriskSettings,
  { clock, log }: ConnectorContext,
): Promise<string[]> {
  const stop = new AbortController();
  const options = {
    ...addressOf(settings),
    clock,
    log,
    counters: newCounters(),
    quarantine: createQuarantine(),
    onEvent: () => {},
  };
  const line = await discreetly(settings, () => connect(options, stop.signal), {
    clock,
    signal: stop.signal,
  });
  try {
    await logIn(line, { ...settings, eventMask: 'system' });
    await line.booted();
    const asking = createAsking();
    const list = (action: { action: string }) => asking.list(line, action, ANSWER_MS);
    return await askPhoneNames(list, settings.technology);
  } finally {
    stop.abort(new AmiLinkError('pbx-down', 'All is told.'));
    await line.closed;
  }
}
