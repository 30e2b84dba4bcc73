// Addresses in SIP headers (RFC 3261 sections 19 and 20) in one strict shape, as message.ts for whole messages.

/** A SIP address in the strict shape: no headers behind `?`, no second address, nothing escaped in the host. */
export interface SipUri {
  /** As it travels, `%23` and all; null where there is none. */
  readonly user: string | null;
  readonly host: string;
}

/** A header's address: `"Name" <uri>;params`, or with a name of plain words. */
export interface NameAddress {
  /** What stands between the brackets. */
  readonly uri: string;
  /** Of the header, never of the address within the brackets; null where there is none. */
  readonly tag: string | null;
}

const TOKEN = "[A-Za-z0-9.!%*_+`'~-]+";
const HOST = '[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]';
const NAME = `"(?:[^"\\\\]|\\\\[^\\p{Cc}])*" ?|[A-Za-z0-9 .!%*_+'~-]*`;

const URI = new RegExp(
  `^sips?:(?:([^@<>,;?"\\s]+)@)?(${HOST})(?::[0-9]{1,5})?(?:;${TOKEN}(?:=${TOKEN})?)*$`,
);
const ADDRESS = new RegExp(
  `^(?:${NAME})<([^<>"\\s]+)>((?:;${TOKEN}(?:=[A-Za-z0-9.!%*_+\`'~:-]+)?)*)$`,
  'u',
);
/** A tag that every reader takes for one: escaped it could be another's or none. */
const TAG = /^[A-Za-z0-9.!*_+`'~-]+$/;

/** The address; null where it is not in the strict shape. */
export function readUri(text: string): SipUri | null {
  const [whole, user = null, host = ''] = URI.exec(text) ?? [];
  return whole === undefined ? null : { user, host };
}

/** The header's address; null where it is not in the strict shape, has two tags, or a tag that is none. */
export function readNameAddress(header: string): NameAddress | null {
  const [whole, uri = '', params = ''] = ADDRESS.exec(header) ?? [];
  if (whole === undefined) return null;
  const tags = params
    .split(';')
    .map((param) => param.split('='))
    .filter(([name]) => name?.toLowerCase() === 'tag')
    .map(([, value = '']) => value);
  if (tags.length === 0) return { uri, tag: null };
  const [tag = ''] = tags;
  return tags.length === 1 && TAG.test(tag) ? { uri, tag } : null;
}
