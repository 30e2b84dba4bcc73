/** Channels of Asterisk itself: halves of its own, announcers, recorders, spies, sockets of applications. */
const OWN =
  /^(?:Local|Snoop|UnicastRTP|MulticastRTP|Message|Bridge|CBAnn|CBRec|Announcer|Recorder|AsyncGoto|Surrogate|Parked|AudioSocket|WebSocket|DAHDI\/pseudo|Zap\/pseudo)\b/;

/**
 * The endpoint at a channel, by the channel's name: `PJSIP/101-0000001f` → `101`, of whatever technology; null
 * for a channel of the PBX itself. Asterisk names channels so in events and in its records.
 */
export function endpointOf(name: string): string | null {
  const slash = name.indexOf('/');
  if (slash < 0 || OWN.test(name)) return null;
  const dash = name.lastIndexOf('-');
  return name.slice(slash + 1, dash > slash ? dash : undefined);
}

/**
 * The extension that an endpoint is, null when it is none. MikoPBX calls the browser's phone of 201 `201-WS`;
 * some technologies name the device, too (`101@desk`).
 */
export function extensionNamed(
  endpoint: string,
  isExtension: (name: string) => boolean,
): string | null {
  if (isExtension(endpoint)) return endpoint;
  const number = endpoint.replace(/(?:-WS|@.*)$/, '');
  return number !== endpoint && isExtension(number) ? number : null;
}

const NUMBER = /^(?:sips?:)?w*(\+?[0-9*#]+)(?:[@;!,?].*)?$/i;

/**
 * The number in a dial string, whatever the technology: `79161234567@pstn`, `pstn/sip:7916…@host`,
 * `user:secret@host/7916…@context`, `g0/w7916…`. Null where it names a device only.
 */
export function dialledNumber(dialString: string | undefined): string | null {
  for (const part of (dialString ?? '').split('/').reverse()) {
    const number = NUMBER.exec(part)?.[1];
    if (number) return number;
  }
  return null;
}
