import type { CallMedia } from './sip-media.ts';

/** One of two calls that are to hear each other. */
export interface MixedCall {
  readonly media: CallMedia;
  readonly microphone: MediaStream;
}

/** Two calls that hear each other. */
export interface Mix {
  /** Each hears our microphone alone again. */
  readonly split: () => void;
  /** Ends it where another mix has taken its place. */
  readonly close: () => void;
}

/**
 * Lets the other sides of two calls hear each other, beside our own voice: each is sent our microphone and the
 * other's sound. No further call and no room of the PBX is needed, and nothing is negotiated anew.
 */
export async function mixCalls(
  first: MixedCall,
  second: MixedCall,
  openAudio: () => AudioContext = () => new AudioContext(),
): Promise<Mix> {
  const context = openAudio();
  const close = () => void context.close().catch(() => undefined);
  const split = () => {
    void sendTo(first, first.microphone).catch(() => undefined);
    void sendTo(second, second.microphone).catch(() => undefined);
    close();
  };
  try {
    await context.resume();
    await sendTo(first, blend(context, first.microphone, second.media.remoteMediaStream));
    await sendTo(second, blend(context, second.microphone, first.media.remoteMediaStream));
  } catch (error) {
    split();
    throw error;
  }
  return { split, close };
}

function blend(context: AudioContext, ...streams: readonly MediaStream[]): MediaStream {
  const out = context.createMediaStreamDestination();
  for (const stream of streams) context.createMediaStreamSource(stream).connect(out);
  return out.stream;
}

async function sendTo({ media }: MixedCall, stream: MediaStream): Promise<void> {
  const sender = media.peerConnection?.getSenders().find((one) => one.track?.kind === 'audio');
  const [track] = stream.getAudioTracks();
  if (!sender || !track) throw new Error('The call has no sound to mix.');
  await sender.replaceTrack(track);
}
