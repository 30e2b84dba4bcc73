import { expect, test } from 'vitest';
import { hasSound } from './sip-disagreement.ts';

test.each([
  [true, 'm=audio 9 UDP/TLS/RTP/SAVPF 107 101', 'a=rtpmap:107 opus/48000/2'],
  [true, 'm=audio 9 UDP/TLS/RTP/SAVPF 0 13', 'a=rtpmap:13 CN/8000', 'a=rtpmap:0 PCMU/8000'],
  // tones alone
  [false, 'm=audio 9 UDP/TLS/RTP/SAVPF 101', 'a=rtpmap:101 telephone-event/8000'],
  [
    false,
    'm=audio 9 UDP/TLS/RTP/SAVPF 13 101',
    'a=rtpmap:13 CN/8000',
    'a=rtpmap:101 telephone-event/8000',
  ],
  [false, 'm=audio 0 UDP/TLS/RTP/SAVPF 3', 'a=rtpmap:3 GSM/8000'],
  [false],
])('voice can be heard by what was agreed: %s', (is, ...lines) => {
  expect(hasSound(['v=0', ...lines, ''].join('\r\n'))).toBe(is);
});
