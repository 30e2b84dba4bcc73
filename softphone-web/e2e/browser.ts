import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Frequency of the browser's stand-in microphone, Hz. */
export const MICROPHONE_HZ = 700;

/** A 16-bit mono WAV of a sine, 16,000 samples a second. */
function sineWav(hz: number, seconds: number): Buffer {
  const rate = 16_000;
  const samples = Buffer.alloc(rate * seconds * 2);
  for (let i = 0; i < rate * seconds; i += 1) {
    samples.writeInt16LE(Math.round(12_000 * Math.sin((2 * Math.PI * hz * i) / rate)), i * 2);
  }
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

/** Debian's Chromium with a microphone that hums; `folder` keeps its sound file. */
export function openBrowser(folder: string): Promise<Browser> {
  const microphone = join(folder, 'microphone.wav');
  writeFileSync(microphone, sineWav(MICROPHONE_HZ, 4));
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${microphone}`,
      '--autoplay-policy=no-user-gesture-required',
      '--allow-loopback-in-peer-connection',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Keeps the page's peer connections at hand, so that the test can read how many bytes of sound flow. */
export async function watchSound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    Object.assign(globalThis, { perezvonTestPeers: made });
    const Real = globalThis.RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
  });
}

/** Bytes of sound in and out over all connections of the page so far. */
export function soundBytes(page: Page): Promise<{ received: number; sent: number }> {
  return page.evaluate(async () => {
    const peers = (globalThis as unknown as { perezvonTestPeers: RTCPeerConnection[] })
      .perezvonTestPeers;
    const total = { received: 0, sent: 0 };
    for (const peer of peers) {
      for (const report of (await peer.getStats()).values()) {
        if (report.type === 'inbound-rtp') total.received += report.bytesReceived;
        if (report.type === 'outbound-rtp') total.sent += report.bytesSent;
      }
    }
    return total;
  });
}
