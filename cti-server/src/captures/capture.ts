import { isWithheld } from '../pbx/withheld.ts';

/** What the PBX said of one call, message by message. */
export interface Capture {
  /** `at`: ms epoch; `text`: the message without its empty line. Hostile. */
  readonly messages: readonly { readonly at: number; readonly text: string }[];
  /** Its middle was not kept: it was too long. */
  readonly cut: boolean;
  readonly pops: readonly Pop[];
}

/** Whose card opened, or why it did not. */
export interface Pop {
  readonly at: number;
  readonly extension: string;
  /** Null where nobody has the extension. */
  readonly name: string | null;
  readonly kind: 'shown' | 'do-not-disturb' | 'away' | 'nobody' | 'elsewhere';
}

/** Whether two say the same of the same person. */
export function samePop(one: Pop, other: Pop): boolean {
  return one.extension === other.extension && one.name === other.name && one.kind === other.kind;
}

/** Pieces of one call as a whole, in order of time. Who got the card later was only elsewhere before. */
export function joinedCapture(parts: readonly Capture[]): Capture {
  const told: Pop[] = [];
  for (const pop of parts.flatMap(({ pops }) => pops)) {
    if (!told.some((other) => samePop(other, pop))) told.push(pop);
  }
  const gotIt = (pop: Pop) => told.some((other) => samePop(other, { ...pop, kind: 'shown' }));
  return {
    messages: parts.flatMap(({ messages }) => messages).sort((a, b) => a.at - b.at),
    cut: parts.some(({ cut }) => cut),
    pops: told.filter((pop) => pop.kind !== 'elsewhere' || !gotIt(pop)),
  };
}

const SECRET = /^(Secret|Key|Password|AuthSecret): .*$/gim;

/**
 * A capture as JSON lines that `replay` reads (ARCHITECTURE.md). Secrets never go out; with `masked`
 * numbers of seven digits and more keep their last two, and names of people go, wherever they stand.
 */
export function captureLines(capture: Capture, { masked }: { masked: boolean }): string {
  const first = capture.messages[0]?.at ?? 0;
  const plain = capture.messages.map(({ text }) => text.replace(SECRET, '$1: ***'));
  const texts = masked ? withoutPeople(plain) : plain;
  const lines = capture.messages.map(({ at }, index) =>
    JSON.stringify({ t: at - first, data: `${texts[index]}\r\n\r\n` }),
  );
  const opened = { t: 0, opened: true, began: new Date(first).toISOString() };
  return `${[JSON.stringify(opened), ...lines].join('\n')}\n`;
}

/** A caller's number may be the name of a SIP user. */
const NAME =
  /^\w*(?:CallerIDName|CallerIDNum|ConnectedLineName|ConnectedLineNum|MemberName): (.+)$/gim;
const NAME_SET = /CALLERID\((?:name|num)\)=([^,)\r\n]+)/gi;
/** A queue's member without a name is called by its device; `<unknown>` is the PBX's word. */
const NO_NAME = /^(?:(?:PJSIP|SIP|IAX2|DAHDI|Local|Agent)\/.*|<unknown>)$/i;
/** Ids of channels and calls, and times, join the events: they are nobody's numbers. */
const ID_FIELD = /^(?:\w*(?:Uniqueid|Linkedid|BridgeId)|Timestamp|ActionID|\w*Variable): /i;
/** As people and file names write them: `+7-916-123-45-67`, `(916) 1234567`. */
const NUMBER = /\+?\d{7,}|\+?\d{1,4}(?:[ ().-]{1,2}\d{2,4}){2,}/g;
/** `1795430843.28`, and the serial of a channel's name. */
const ID = /\d{9,10}\.\d+|(?<=\/[^\s,;/]+)-[0-9a-f]{8}(?![0-9a-f])/g;

function withoutPeople(texts: readonly string[]): string[] {
  const names = namesIn(texts);
  return texts.map((text) =>
    text
      .split(/(?<=\n)/)
      .map((line) => withoutNumbers(withoutNames(line, names)))
      .join(''),
  );
}

/** Told in a name's field, or set by the dialplan. The longest first, so that no half of one stays. */
function namesIn(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => [...text.matchAll(NAME), ...text.matchAll(NAME_SET)]);
  const names = found.map(([, name = '']) => name.trim());
  const isName = (name: string) => /\p{L}/u.test(name) && !NO_NAME.test(name) && !isWithheld(name);
  return [...new Set(names.filter(isName))].sort((a, b) => b.length - a.length);
}

function withoutNames(line: string, names: readonly string[]): string {
  const [, field = '', value = line] = /^([\w()-]+: )([^]*)$/.exec(line) ?? [];
  return field + names.reduce((text, name) => text.replaceAll(name, '***'), value);
}

function withoutNumbers(line: string): string {
  if (ID_FIELD.test(line)) return line;
  // ids lie between what is masked
  const ids = line.match(ID) ?? [];
  return line
    .split(ID)
    .map((between, index) => maskNumbers(between) + (ids[index] ?? ''))
    .join('');
}

function maskNumbers(text: string): string {
  return text.replace(NUMBER, (written) => {
    const digits = written.replace(/\D/g, '');
    return digits.length < 7 ? written : `${'0'.repeat(digits.length - 2)}${digits.slice(-2)}`;
  });
}
