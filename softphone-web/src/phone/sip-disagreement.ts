import { Invitation, type Session, type SessionDescriptionHandler, SessionState } from 'sip.js';

/**
 * Calls `act` before a call ends, or does not come about, because this browser and the PBX have no sound format in
 * common. SIP.js tells nobody why; and a browser that is offered nothing it knows answers all the same, with silence.
 */
export function tellDisagreement(session: Session, act: () => void): void {
  const before = session.delegate?.onSessionDescriptionHandler;
  session.delegate = {
    ...session.delegate,
    onSessionDescriptionHandler(sound, provisional) {
      watch(session, sound, act);
      before?.(sound, provisional);
    },
  };
}

function watch(session: Session, sound: SessionDescriptionHandler, act: () => void): void {
  const set = sound.setDescription.bind(sound);
  const get = sound.getDescription.bind(sound);
  // what fails later, of a call that is up, does not end it
  const isUp = () => session.state === SessionState.Established;
  sound.setDescription = async (...told) => {
    try {
      await set(...told);
    } catch (error) {
      if (!isUp()) act();
      throw error;
    }
  };
  sound.getDescription = async (...told) => {
    const made = await get(...told);
    if (isUp() || !(session instanceof Invitation) || hasSound(made.body)) return made;
    act();
    await session.reject({ statusCode: 488 });
    throw new Error('The PBX offers no sound format that this browser knows.');
  };
}

/** Whether a description of sound has a format for voice: not refused, and not tones alone. */
export function hasSound(description: string): boolean {
  const isRefused = /^m=audio 0 /m.test(description);
  return !isRefused && /^a=rtpmap:\d+ (?!telephone-event|CN\/)/im.test(description);
}
