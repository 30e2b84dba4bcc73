import { Counter, Gauge, type Registry } from 'prom-client';
import type { Health, PbxStatus, Traffic } from '../contract/index.ts';
import type { WebhookReading } from '../webhooks/watch.ts';
import type { LineCounts } from './counted-log.ts';

/** What is read when somebody asks for the metrics. */
export interface StateParts {
  readonly links: () => readonly PbxStatus[];
  readonly traffic: () => readonly Traffic[];
  readonly openCalls: () => readonly { readonly pbx: string }[];
  readonly health: () => Health;
  readonly sockets: Readonly<Record<'live' | 'sip', () => number>>;
  readonly people: () => number;
  readonly lines: LineCounts;
  /** Changes of calls that wait to be written. */
  readonly waiting: () => number;
  /** Outside calls that were refused, by code. */
  readonly refusedOutside: ReadonlyMap<string, number>;
  readonly webhooks: () => readonly WebhookReading[];
}

type Labels = Readonly<Record<string, string>>;
type Reading = readonly [labels: Labels, value: number];

/** Metrics that are read from the parts when they are asked for. */
export function addStateMetrics(registry: Registry, parts: StateParts): void {
  const { links, traffic, openCalls, health, sockets, people, lines, waiting } = parts;
  const registers = [registry];

  function read(
    [Kind, name, help]: readonly [typeof Gauge | typeof Counter, string, string],
    labelNames: readonly string[],
    take: () => readonly Reading[],
  ): void {
    const metric: Gauge | Counter = new Kind({
      name: `perezvon_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        // what is gone (a PBX that was removed) is not shown on
        metric.reset();
        for (const [labels, value] of take()) metric.inc(labels, value);
      },
    });
  }

  const ofTraffic = (take: (one: Traffic) => number) => () =>
    traffic().map((one): Reading => [{ pbx: one.pbx }, take(one)]);

  read([Gauge, 'calls_open', 'Calls that go on'], ['pbx'], () => [
    ...links().map(({ pbx }): Reading => [{ pbx }, 0]),
    ...openCalls().map(({ pbx }): Reading => [{ pbx }, 1]),
  ]);
  read([Gauge, 'pbx_up', '1 where the link to the PBX is up'], ['pbx'], () =>
    links().map(({ pbx, state }) => [{ pbx }, state === 'up' ? 1 : 0]),
  );
  read(
    [Counter, 'pbx_messages_total', 'Messages of the PBX since it was connected by these settings'],
    ['pbx'],
    ofTraffic(({ messages }) => messages),
  );
  read(
    [Counter, 'pbx_events_total', 'Events among them'],
    ['pbx'],
    ofTraffic(({ events }) => events),
  );
  read(
    [Counter, 'pbx_events_ignored_total', 'Events about calls that changed nothing, by reason'],
    ['pbx', 'reason'],
    () =>
      traffic().flatMap(({ pbx, ignored }) =>
        ignored.map(({ reason, count }): Reading => [{ pbx, reason }, count]),
      ),
  );
  read(
    [Counter, 'pbx_messages_refused_total', 'Messages that are too long or misnamed'],
    ['pbx'],
    ofTraffic(({ refused }) => refused),
  );
  read(
    [Counter, 'pbx_events_failed_total', 'Events on which the processing failed'],
    ['pbx'],
    ofTraffic(({ setAside }) => setAside),
  );
  read(
    [Counter, 'pbx_reader_stalls_total', 'Times that this server stood still and did not read'],
    ['pbx'],
    ofTraffic(({ stalls }) => stalls),
  );
  read(
    [Gauge, 'pbx_answer_seconds', 'How long the PBX took to answer when last asked'],
    ['pbx'],
    () =>
      traffic().flatMap(({ pbx, answerMs }): Reading[] =>
        answerMs === null ? [] : [[{ pbx }, answerMs / 1_000]],
      ),
  );
  read([Gauge, 'sockets', 'Open sockets: pages (live), browser phones (sip)'], ['kind'], () =>
    Object.entries(sockets).map(([kind, size]) => [{ kind }, size()]),
  );
  read([Gauge, 'people_online', 'People with a page open'], [], () => [[{}, people()]]);
  read([Gauge, 'log_waiting', 'Changes of calls that wait for the disk'], [], () => [
    [{}, waiting()],
  ]);
  read([Counter, 'log_lines_total', 'Warnings and errors in the log'], ['level'], () =>
    Object.entries(lines).map(([level, count]) => [{ level }, count]),
  );
  read(
    [Counter, 'outside_calls_refused_total', 'Outside calls that the limits refused'],
    ['reason'],
    () => [...parts.refusedOutside].map(([reason, count]) => [{ reason }, count]),
  );
  const ofWebhooks = (take: (one: WebhookReading) => number) => () =>
    parts.webhooks().map((one): Reading => [{ webhook: one.name }, take(one)]);
  read(
    [Counter, 'webhook_tries_total', 'Tries to deliver an event, by what came of it'],
    ['webhook', 'result'],
    () =>
      parts
        .webhooks()
        .flatMap(({ name: webhook, tries }) =>
          Object.entries(tries).map(([result, count]): Reading => [{ webhook, result }, count]),
        ),
  );
  read(
    [Gauge, 'webhook_waiting', 'Events that wait for a receiver'],
    ['webhook'],
    ofWebhooks(({ waiting }) => waiting),
  );
  read(
    [Gauge, 'webhook_given_up', 'Events that were given up and can be sent again'],
    ['webhook'],
    ofWebhooks(({ dead }) => dead),
  );
  read(
    [Gauge, 'webhook_oldest_seconds', 'How long the event has waited that waits longest'],
    ['webhook'],
    ofWebhooks(({ oldestMs }) => oldestMs / 1_000),
  );
  read(
    [Gauge, 'part_ok', '1 where a part of the server works, as on the health page'],
    ['part'],
    () => health().parts.map(({ part, ok }) => [{ part }, ok ? 1 : 0]),
  );
}
