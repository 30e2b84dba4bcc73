import { browserPhoneOf, type User } from './contract/index.ts';
import type { Clock } from './kernel/clock.ts';
import type { Log } from './kernel/log.ts';
import type { Roads } from './roads.ts';
import { createFarewells } from './sip-gate/farewells.ts';
import { createSipGate } from './sip-gate/sip-gate.ts';
import { createTrials, type TriedPhone } from './sip-gate/trials.ts';

/** The way of the phones in pages to their PBXs. */
export function openPagePhones({ roads, clock, log }: { roads: Roads; clock: Clock; log: Log }) {
  const gate = createSipGate({ clock, log });
  const farewells = createFarewells({ clock, log });
  const trials = createTrials(clock);
  return {
    gate,
    farewells,
    trials,
    /** The phone that a check of this user's rings, while it does. */
    triedBy(user: User, phone: TriedPhone) {
      const sip = trials.isOn(user.id, phone) ? roads.of(phone.pbx)?.config.sip : null;
      return sip ? { ...phone, url: sip.url } : null;
    },
    /** A user's own phone in the page; null: they have none, or their PBX has no place for it. */
    sipOf(user: User) {
      const phone = browserPhoneOf(user);
      const sip = phone && roads.of(phone.pbx)?.config.sip;
      return sip ? { pbx: phone.pbx, extension: phone.extension, ...sip } : null;
    },
    stop() {
      gate.stop();
      farewells.stop();
    },
  };
}
