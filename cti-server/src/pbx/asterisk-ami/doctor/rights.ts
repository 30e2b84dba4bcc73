import type { AmiFields } from '../ami-event.ts';

/** What an AMI user may do, by the answer to `ListCommands`. */
export interface Rights {
  /** Rights of `write` that the product needs and the user lacks. */
  readonly missing: readonly string[];
  /** Rights of `write` beyond those that would harm in foreign hands. */
  readonly risky: readonly string[];
}

/** An action that tells a right of `write` apart from the others, and the right (Asterisk's manager.c and its modules). */
const NEEDED = [
  ['originate', 'originate'],
  ['hangup', 'call'],
  ['coreshowchannels', 'reporting'],
  ['queuepause', 'agent'],
] as const;
const RISKY = [
  ['command', 'command'],
  ['updateconfig', 'config'],
  ['moduleload', 'system'],
  ['agi', 'agi'],
] as const;

/** `listed`: the fields of the answer, one for each action that the user may send. */
export function rightsIn(listed: AmiFields): Rights {
  const may = new Set(Object.keys(listed).map((name) => name.toLowerCase()));
  return {
    missing: NEEDED.flatMap(([action, right]) => (may.has(action) ? [] : [right])),
    risky: RISKY.flatMap(([action, right]) => (may.has(action) ? [right] : [])),
  };
}

/** Classes of events that the product reads, each with an event of the doctor's own test call or of the login. */
export const EVENT_CLASSES: Readonly<Record<string, RegExp>> = {
  system: /^FullyBooted$/,
  call: /^(?:Newchannel|Hangup)$/,
  dialplan: /^(?:Newexten|VarSet)$/,
};

/** Classes of which no event came, of those that must have. */
export function silentClasses(heard: ReadonlySet<string>): string[] {
  return Object.entries(EVENT_CLASSES).flatMap(([name, event]) =>
    [...heard].some((one) => event.test(one)) ? [] : [name],
  );
}
