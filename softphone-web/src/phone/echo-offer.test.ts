import { expect, test } from 'vitest';
import { readOffer } from './echo-offer.ts';

const sdp = (...lines: string[]) => ['v=0', 's=Asterisk', ...lines].join('\r\n');

test('what a browser can use: encrypted, with a certificate, ways and codecs', () => {
  const offer = readOffer(
    sdp(
      ...['m=audio 1000 UDP/TLS/RTP/SAVPF 107 0 101', 'a=rtpmap:107 opus/48000/2'],
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fingerprint:SHA-256 AA',
      'a=candidate:H1 1 UDP 1 127.0.0.1 1000 typ host',
    ),
  );
  expect(offer).toEqual({
    isSecure: true,
    hasCertificate: true,
    candidates: 1,
    codecs: ['opus', 'pcmu'],
  });
});

test('what it cannot: an offer for a desk phone; codecs without a line are known by their number', () => {
  expect(readOffer(sdp('m=audio 1000 RTP/AVP 18 8'))).toEqual({
    isSecure: false,
    hasCertificate: false,
    candidates: 0,
    codecs: ['g729', 'pcma'],
  });
  expect(readOffer('')).toMatchObject({ codecs: [], candidates: 0 });
});
