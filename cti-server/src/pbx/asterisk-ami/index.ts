import { numberPattern } from '../../kernel/number-pattern.ts';
import type { CommandResult, ConnectorContext, PbxConnector, PbxSink } from '../connector.ts';
import type { PbxEvent } from '../event.ts';
import type { AmiEvent } from './ami-event.ts';
import { actionsFor } from './call-acts.ts';
import { createCatchUp } from './catch-up.ts';
import { createConsultationPauses } from './consultation-pauses.ts';
import { createEventReader } from './event-reader.ts';
import { type AmiClient, createAmiClient, type LinkState } from './client.ts';
import { type AmiAction, UnsafeActionError } from './encode.ts';
import type { NumberingSettings } from './endpoint.ts';
import { echoChannel } from '../echo-channel.ts';
import { createEventTimes } from './event-time.ts';
import { createLinkStatus } from './link-status.ts';
import { ActionError } from './pending.ts';
import { isPresenceEvent, presenceIn, takePresence } from './presence.ts';
import { addressOf, type AsteriskSettings } from './settings.ts';
import { takeSnapshot } from './snapshot.ts';
import { discreetLink } from './strangers.ts';
import { AmiLinkError, type OpenSocket } from './socket.ts';
import { isWantedEvent, translate } from './translate.ts';

const RING_AGENT_MS = 30_000;

/**
 * A connection to Asterisk over AMI. `extensions` is a pattern for whole endpoint names; `open` opens its lines,
 * by TCP or TLS unless told.
 */
export function createAsteriskConnector(
  connection: { id: string; extensions: string },
  settings: AsteriskSettings,
  { clock, log, open }: ConnectorContext & { open?: OpenSocket },
): PbxConnector {
  const numbering: NumberingSettings = {
    pbx: connection.id,
    extensions: numberPattern(connection.extensions),
    trunks: settings.trunks ?? null,
  };
  let sink: PbxSink | null = null;
  let awaySince: number | null = null;
  let startedAt: string | null = null;
  /** On this line the PBX was asked in vain when it was started: what was said since is of after that. */
  let isAskedAgain = false;
  const happened = createEventTimes(() => clock.now() - clock.monotonic());

  const hand = (event: AmiEvent) =>
    client.quarantine.guard(event, () => {
      if (event.name === 'Shutdown') {
        sink?.event({ kind: 'restarted', at: event.at, pbx: connection.id });
        return;
      }
      for (const said of translate(event, numbering)) sink?.event(said, event.text);
      const presence = presenceIn(event, numbering);
      if (presence) sink?.presence(presence);
      else if (event.name === 'Reload') tellPresence();
    });

  /** Calls never wait for it: it is asked when they are known, and what fails leaves them alone. */
  const tellPresence = () => {
    const ask = { settings: numbering, now: clock.now };
    takePresence(
      (action, read) => client.list(action, read),
      ask,
      (event) => sink?.presence(event),
    ).catch((error: unknown) =>
      log.warn({ error: String(error) }, 'The PBX did not tell of its phones and queues'),
    );
  };

  const told = discreetLink(
    addressOf(settings),
    createLinkStatus(clock, (status) => sink?.status(status)),
    clock,
  );
  const report = told.tell;

  const catchUp = createCatchUp({
    async startedAnew() {
      const isLate = isAskedAgain;
      isAskedAgain = true;
      const { fields } = await client.send({ action: 'CoreStatus' });
      const started = `${fields.corestartupdate} ${fields.corestartuptime}`;
      // told late, it would end calls that began since: the list of channels that follows knows better
      if (startedAt !== null && startedAt !== started && !isLate) {
        // a crash takes the line with it: its calls ended then, not when it was back
        const at = awaySince ?? clock.now();
        const restarted = { kind: 'restarted', at, pbx: connection.id } as const;
        client.quarantine.guard({ at, text: started }, () => sink?.event(restarted));
      }
      startedAt = started;
    },
    look: () =>
      takeSnapshot(
        (action, read) => client.list(action, read),
        { settings: numbering, now: clock.now, guard: client.quarantine.guard },
        (snapshot, said) =>
          sink?.event(
            awaySince === null ? snapshot : { ...snapshot, unheardSince: awaySince },
            said,
          ),
      ),
    hand,
    isUp: () => client.isUp(),
    onDone() {
      if (awaySince !== null) sink?.gap(awaySince, clock.now());
      awaySince = null;
      report({ state: 'up' });
      tellPresence();
    },
    onFailed(error) {
      log.warn({ error: String(error) }, 'The PBX did not tell its present calls; trying again');
      report({ state: 'down', problem: 'pbx-snapshot', detail: snapshotProblem(error) });
    },
    clock,
    log,
  });

  const onLink = (link: LinkState) => {
    if (link.state === 'up') {
      isAskedAgain = false;
      return catchUp.onUp();
    }
    catchUp.onLost();
    if (link.state !== 'connecting') awaySince ??= link.silentSince ?? clock.now();
    report(link);
  };

  const client: AmiClient = createAmiClient({
    ...addressOf(settings),
    user: settings.user,
    secret: settings.secret,
    eventMask: 'system,call,agent,dialplan',
    clock,
    log,
    ...(open ? { open } : {}),
    wanted: (name) => isWantedEvent(name) || isPresenceEvent(name),
    onEvent(event) {
      const at = happened(event);
      catchUp.onEvent(at === event.at ? event : { ...event, at });
    },
    onLink,
  });

  const pauses = createConsultationPauses(clock);
  const command = async (action: AmiAction): Promise<CommandResult> => {
    try {
      await client.send(action);
      return { result: 'accepted' };
    } catch (error) {
      if (error instanceof ActionError) {
        const { unknown, message: reason } = error;
        const code = /^permission denied/i.test(reason) ? 'pbx-no-right' : error.code;
        return unknown ? { result: 'unknown', reason } : { result: 'refused', code, reason };
      }
      if (error instanceof UnsafeActionError) {
        return { result: 'refused', code: 'pbx-refused', reason: error.message };
      }
      if (error instanceof AmiLinkError) {
        return { result: 'refused', code: 'pbx-away', reason: error.message };
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
      told.stop();
      await client.stop();
    },
    read(messages) {
      const events: PbxEvent[] = [];
      const reader = createEventReader(numbering, (event) => events.push(event));
      for (const { at, text } of messages) reader.push(Buffer.from(`${text}\r\n\r\n`), at);
      return events;
    },
    traffic() {
      const { messages, events, unwanted, oversized, refused, stalls } = client.counters;
      return {
        messages,
        events,
        unused: unwanted,
        refused: oversized + refused,
        setAside: client.quarantine.count(),
        firstSetAside: client.quarantine.first,
        answerMs: client.answerMs(),
        stalls,
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
    echo: ({ extension, id }) =>
      command({
        action: 'Originate',
        channel: `${settings.technology}/${extension}`,
        channelid: echoChannel(id),
        application: 'Echo',
        timeout: String(RING_AGENT_MS),
        async: 'true',
      }),
    hangUp: (channel) => command({ action: 'Hangup', channel }),
    pause: ({ member, reason, queue }) =>
      command({
        action: 'QueuePause',
        interface: member,
        ...(queue === undefined ? {} : { queue }),
        paused: String(reason !== null),
        ...(reason ? { reason } : {}),
      }),
    joinQueue: ({ queue, extension, name }) =>
      command({
        action: 'QueueAdd',
        queue,
        interface: `${settings.technology}/${extension}`,
        membername: wordsOf(name, extension),
      }),
    leaveQueue: ({ queue, member }) => command({ action: 'QueueRemove', queue, interface: member }),
    async act(act) {
      await pauses.mayBegin(act);
      let last: CommandResult = { result: 'accepted' };
      for (const action of actionsFor(act, settings.clickToCallContext)) {
        last = await command(action);
        if (last.result !== 'accepted') break;
      }
      return last;
    },
  };
}

/** A name as the PBX may keep it. */
function wordsOf(name: string, extension: string): string {
  const words = name.replace(/[^\p{L}\p{N} .,'’-]+/gu, ' ').trim();
  return words.slice(0, 79) || extension;
}

function snapshotProblem(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return /permission/i.test(said)
    ? 'The AMI user may not list channels. Add "reporting" to its write rights in manager.conf; then "manager reload".'
    : `The PBX did not tell its present calls: ${said}`;
}
