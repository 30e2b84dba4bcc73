/** What the PBX offers a browser of a call's sound (SDP, RFC 8866). */
export interface EchoOffer {
  /** The sound is encrypted as browsers want it (DTLS-SRTP). */
  readonly isSecure: boolean;
  /** It names the certificate by which it is encrypted. */
  readonly hasCertificate: boolean;
  /** How many ways for the sound there are (ICE). */
  readonly candidates: number;
  /** In lower case. */
  readonly codecs: readonly string[];
}

/** Codecs without a line of their own, by payload type (RFC 3551). */
const STATIC: ReadonlyMap<string, string> = new Map([
  ['0', 'pcmu'],
  ['3', 'gsm'],
  ['8', 'pcma'],
  ['9', 'g722'],
  ['18', 'g729'],
]);

/** Reads an offer. Pure; text of the PBX. */
export function readOffer(sdp: string): EchoOffer {
  const lines = sdp.split(/\r?\n/);
  const [, profile = '', types = ''] =
    lines.map((line) => /^m=audio \d+ (\S+) (.*)$/.exec(line)).find(Boolean) ?? [];
  const named = new Map(
    lines.flatMap((line) => {
      const [, type, codec] = /^a=rtpmap:(\d+) ([A-Za-z0-9-]+)\//.exec(line) ?? [];
      return type !== undefined && codec !== undefined ? [[type, codec.toLowerCase()]] : [];
    }),
  );
  const codecs = types.split(' ').flatMap((type) => named.get(type) ?? STATIC.get(type) ?? []);
  return {
    isSecure: /^(?:UDP|TCP)\/TLS\/RTP\/SAVPF$/.test(profile),
    hasCertificate: lines.some((line) => line.startsWith('a=fingerprint:')),
    candidates: lines.filter((line) => line.startsWith('a=candidate:')).length,
    codecs: [...new Set(codecs)].filter((codec) => codec !== 'telephone-event'),
  };
}
