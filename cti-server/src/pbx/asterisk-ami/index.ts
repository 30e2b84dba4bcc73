import type { CommandResult, ConnectorContext, PbxConnector, PbxSink } from '../connector.ts';
import type { PbxEvent } from '../event.ts';
import type { AmiEvent } from './ami-event.ts';
import { createAmiStream } from './ami-stream.ts';
import { type AmiClient, createAmiClient, type LinkState } from './client.ts';
import { type AmiAction, UnsafeActionError } from './encode.ts';
import { ActionError } from './pending.ts';
import type { AsteriskSettings } from './settings.ts';
import { takeSnapshot } from './snapshot.ts';
import { AmiLinkError } from './socket.ts';
import { isWantedEvent, type NumberingSettings, translate } from './translate.ts';

/** A second look finds what the first could not be sure of (a channel that was just ending). */
const SECOND_SNAPSHOT_MS = 1_200;
const RING_AGENT_MS = 30_000;

/** A connection to Asterisk over AMI. `extensions` is a pattern for whole endpoint names. */
export function createAsteriskConnector(
  connection: { id: string; extensions: string },
  settings: AsteriskSettings,
  { clock, log }: ConnectorContext,
): PbxConnector {
  const numbering: NumberingSettings = {
    pbx: connection.id,
    extensions: new RegExp(`^(?:${connection.extensions})$`),
    trunks: settings.trunks ?? null,
  };
  let sink: PbxSink | null = null;
  let awaySince: number | null = null;
  let startedAt: string | null = null;
  /** Events that come while the snapshot is asked for wait behind it. */
  let held: AmiEvent[] | null = null;

  const hand = (event: AmiEvent) => {
    if (event.name === 'Shutdown') {
      sink?.event({ kind: 'restarted', at: event.at, pbx: connection.id });
      return;
    }
    for (const said of translate(event, numbering)) sink?.event(said, event.text);
  };

  const onLink = (link: LinkState) => {
    if (link.state === 'up') void resync();
    else {
      if (link.state !== 'connecting') awaySince ??= clock.now();
      report(link);
    }
  };

  const report = (link: LinkState) =>
    sink?.status({
      state: link.state,
      since: new Date(clock.now()).toISOString(),
      problem: 'problem' in link ? link.problem : null,
      detail: 'detail' in link ? link.detail : null,
    });

  /** After each (re)connect: was it restarted, what goes on now; then the events since, then live. */
  const resync = async (): Promise<void> => {
    held = [];
    try {
      const { fields } = await client.send({ action: 'CoreStatus' });
      const started = `${fields.corestartupdate} ${fields.corestartuptime}`;
      if (startedAt !== null && startedAt !== started) {
        sink?.event({ kind: 'restarted', at: clock.now(), pbx: connection.id });
      }
      startedAt = started;
      await look();
      if (awaySince !== null) sink?.gap(awaySince, clock.now());
      awaySince = null;
      report({ state: 'up' });
    } catch (error) {
      log.warn({ error: String(error) }, 'The PBX did not tell its present calls; trying again');
      report({ state: 'down', problem: 'pbx-snapshot', detail: snapshotProblem(error) });
      clock.after(SECOND_SNAPSHOT_MS, () => void resync());
    } finally {
      release();
    }
    clock.after(SECOND_SNAPSHOT_MS, () => void secondLook());
  };

  const look = () =>
    takeSnapshot(
      (action, read) => client.list(action, read),
      { settings: numbering, now: clock.now },
      (snapshot) => sink?.event(snapshot),
    );

  const secondLook = async () => {
    if (awaySince !== null || !sink) return;
    try {
      await look();
    } catch (error) {
      log.debug({ error: String(error) }, 'No second snapshot');
    }
  };

  const release = () => {
    const waiting = held ?? [];
    held = null;
    for (const event of waiting) hand(event);
  };

  const client: AmiClient = createAmiClient({
    host: settings.host,
    port: settings.port,
    tls: (settings.tls as { ca?: string; fingerprint256?: string } | undefined) ?? null,
    user: settings.user,
    secret: settings.secret,
    eventMask: 'system,call,agent,dialplan',
    clock,
    log,
    wanted: isWantedEvent,
    onEvent: (event) => (held ? void held.push(event) : hand(event)),
    onLink,
  });

  const command = async (action: AmiAction): Promise<CommandResult> => {
    try {
      await client.send(action);
      return { result: 'accepted' };
    } catch (error) {
      if (error instanceof ActionError) {
        return { result: error.unknown ? 'unknown' : 'refused', reason: error.message };
      }
      if (error instanceof UnsafeActionError || error instanceof AmiLinkError) {
        return { result: 'refused', reason: error.message };
      }
      throw error;
    }
  };

  return {
    start(to) {
      sink = to;
      client.start();
    },
    async stop() {
      sink = null;
      await client.stop();
    },
    read(messages) {
      const events: PbxEvent[] = [];
      const stream = createAmiStream({
        onEvent: (event) => events.push(...translate(event, numbering)),
      });
      for (const { at, text } of messages) stream.push(Buffer.from(`${text}\r\n\r\n`), at);
      return events;
    },
    traffic() {
      const { messages, events, unwanted, oversized, refused, poisoned, quarantine } =
        client.counters;
      return {
        messages,
        events,
        unused: unwanted,
        refused: oversized + refused,
        setAside: poisoned,
        firstSetAside: quarantine,
      };
    },
    // Async: without it the session stands still until the agent has answered, and events with it
    dial: ({ from, to, callerId, channelId }) =>
      command({
        action: 'Originate',
        channel: `${settings.technology}/${from}`,
        channelid: channelId,
        context: settings.clickToCallContext,
        exten: to,
        priority: '1',
        timeout: String(RING_AGENT_MS),
        callerid: callerId,
        async: 'true',
      }),
    hangUp: (channel) => command({ action: 'Hangup', channel }),
  };
}

function snapshotProblem(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return /permission/i.test(said)
    ? 'The AMI user may not list channels. Add "reporting" to its write rights in manager.conf; then "manager reload".'
    : `The PBX did not tell its present calls: ${said}`;
}
