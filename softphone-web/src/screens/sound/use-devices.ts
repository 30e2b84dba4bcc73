import { useCallback, useEffect, useState } from 'react';

/** Which way sound goes. */
export type DeviceKind = 'audioinput' | 'audiooutput';

interface Device {
  readonly id: string;
  readonly name: string;
}

/** The devices of this machine, as far as the browser tells. */
export interface Devices extends Readonly<Record<DeviceKind, readonly Device[]>> {
  /** False: the browser tells no names before the microphone is allowed. */
  readonly named: boolean;
  readonly allow: () => void;
}

/** The browser's own stand-ins for the choice of the system. */
const STAND_INS = new Set(['', 'default', 'communications']);

/** Follows the devices as they come and go. */
export function useDevices(): Devices {
  const [found, setFound] = useState<readonly MediaDeviceInfo[]>([]);
  // Absent in a page that came over plain http, though the type does not say so.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const look = useCallback(() => {
    void media?.enumerateDevices().then(setFound, () => undefined);
  }, [media]);
  useEffect(() => {
    look();
    media?.addEventListener('devicechange', look);
    return () => media?.removeEventListener('devicechange', look);
  }, [media, look]);
  const of = (kind: DeviceKind) =>
    found
      .filter((one) => one.kind === kind && !STAND_INS.has(one.deviceId))
      .map((one) => ({ id: one.deviceId, name: one.label || one.deviceId.slice(0, 6) }));
  return {
    audioinput: of('audioinput'),
    audiooutput: of('audiooutput'),
    named: found.some((one) => one.label !== ''),
    allow: () =>
      void media?.getUserMedia({ audio: true }).then((stream) => {
        for (const track of stream.getTracks()) track.stop();
        look();
      }, look),
  };
}
