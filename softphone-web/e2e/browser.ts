import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { wavOf } from './wav.ts';

/** Frequency of the browser's stand-in microphone, Hz. */
export const MICROPHONE_HZ = 700;

/**
 * A 16-bit mono WAV of a sine, 16,000 samples a second, three tenths of each half second: the browser
 * takes a tone without end for noise and suppresses it.
 */
function beepWav(hz: number, seconds: number): Buffer {
  const rate = 16_000;
  const samples = Buffer.alloc(rate * seconds * 2);
  for (let i = 0; i < rate * seconds; i += 1) {
    const on = i % (rate / 2) < rate * 0.3;
    const sample = on ? 12_000 * Math.sin((2 * Math.PI * hz * i) / rate) : 0;
    samples.writeInt16LE(Math.round(sample), i * 2);
  }
  return wavOf(samples, rate);
}

/**
 * Debian's Chromium: the whole program where it `notifies`, else the same engine without the windows, tabs and notices
 * around the page, which is half the work.
 */
export function chromiumProgram({ notifies }: { notifies: boolean }): string {
  const program = notifies ? 'chromium' : 'chromium-headless-shell';
  return process.env['CHROMIUM'] ?? `/usr/bin/${program}`;
}

/** A browser with a microphone that beeps; `folder` keeps its sound file. */
export function openBrowser(folder: string, { notifies = false } = {}): Promise<Browser> {
  return chromium.launch(launchOptions(folder, notifies));
}

/** A browser that can be put to sleep, as a laptop is when its lid is closed. */
export interface SleepyBrowser {
  readonly browser: Browser;
  /** Stops every process of it, or lets them go on. */
  sleep(asleep: boolean): void;
  close(): Promise<void>;
}

/** The whole program, to be put to sleep. */
export async function openSleepyBrowser(folder: string): Promise<SleepyBrowser> {
  const server = await chromium.launchServer({
    ...launchOptions(folder, true),
    host: '127.0.0.1',
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const group = -(server.process().pid ?? Number.NaN);
  return {
    browser,
    sleep: (asleep) => void process.kill(group, asleep ? 'SIGSTOP' : 'SIGCONT'),
    close: () => server.close(),
  };
}

function launchOptions(folder: string, notifies: boolean): LaunchOptions {
  const microphone = join(folder, 'microphone.wav');
  writeFileSync(microphone, beepWav(MICROPHONE_HZ, 4));
  return {
    executablePath: chromiumProgram({ notifies }),
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
  };
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

/** The loudest frequency that arrives at the page from the other side of its newest call, Hz; 0 in silence. */
export async function heardHz(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { perezvonTestPeers } = globalThis as unknown as {
      perezvonTestPeers: RTCPeerConnection[];
    };
    const peer = perezvonTestPeers.findLast((one) => one.connectionState === 'connected');
    const track = peer?.getReceivers()[0]?.track;
    if (!track) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const levels = new Float32Array(analyser.frequencyBinCount);
    const filled = context.currentTime + analyser.fftSize / context.sampleRate;
    while (context.currentTime < filled) await new Promise(requestAnimationFrame);
    analyser.getFloatFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    const silent = (levels[loudest] ?? -Infinity) < -60;
    await context.close();
    return silent ? 0 : (loudest * context.sampleRate) / analyser.fftSize;
  });
}
