import type { DatabaseHandle } from '@perezvon/crm-core';
import type { Audit } from './audit/audit.ts';
import type { CallLog } from './call-log/call-log.ts';
import type { PhoneName, User } from './contract/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { Log } from './kernel/log.ts';
import type { Roads } from './roads.ts';
import { createSettingStore } from './firm/store.ts';
import type { DialPlan } from './tolls/dial-plan.ts';
import { createPhoneTolls, type PhoneTolls } from './tolls/phone-tolls.ts';
import { createTollStore } from './tolls/store.ts';
import { createTolls, type Tolls } from './tolls/tolls.ts';
import type { Visitor } from './users/sessions.ts';
import type { Writer } from './writer/writer.ts';

/** The limits on outside calls over the PBXs that there are, and what a phone at the SIP gate meets of them. */
export function openTolls(parts: {
  database: DatabaseHandle;
  writes: Pick<Writer['writes'], 'firm' | 'tolls'>;
  audit: Pick<Audit, 'note'>;
  callLog: Pick<CallLog, 'open' | 'subscribe'>;
  roads: Roads;
  clock: Clock;
  log: Log;
}): { tolls: Tolls; tollsOf: (user: User, from: Visitor, phone: PhoneName) => PhoneTolls } {
  const { database, writes, audit, callLog, roads, clock, log } = parts;

  function planOf(pbx: string | null): DialPlan | null {
    const road = roads.of(pbx);
    return road && { ...road.config, isExtension: (digits) => road.isExtension(digits) };
  }

  const tolls = createTolls({
    settings: { ...createSettingStore(database), ...writes.firm },
    store: { ...createTollStore(database), ...writes.tolls },
    audit,
    open: callLog.open(),
    clock,
    log,
    pbxs: {
      planOf,
      isUp: (pbx) => roads.of(pbx)?.status().state === 'up',
      async hangUp(pbx, callId) {
        const road = roads.of(pbx);
        if (!road) return;
        const channels = road.tracker.channelsOf(callId);
        await Promise.all(channels.map(({ channel }) => road.connector.hangUp(channel)));
      },
    },
    timeZone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  callLog.subscribe(tolls.follow);

  return {
    tolls,
    tollsOf: (user, from, phone) =>
      createPhoneTolls({
        tolls,
        log,
        attempt: (digits) => ({
          user,
          from,
          phone,
          digits,
          plan: planOf(phone.pbx) ?? NO_PBX,
        }),
      }),
  };
}

/** Of a PBX that was just removed: nobody is reached by it. */
const NO_PBX: DialPlan = {
  country: 'RU',
  outsidePrefix: '',
  dialFormat: '{digits}',
  isExtension: () => false,
};
