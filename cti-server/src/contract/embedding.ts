import { type Static, Type } from 'typebox';

/** Whose pages may hold the phone in a frame: origins, such as `https://crm.example.org`. */
export const FrameOrigins = Type.Object(
  { origins: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 }) },
  { additionalProperties: false },
);
export type FrameOrigins = Static<typeof FrameOrigins>;

/** As they are read, to be replaced by who says which version they saw. */
export const VersionedOrigins = Type.Interface([FrameOrigins], { version: Type.String() });
export type VersionedOrigins = Static<typeof VersionedOrigins>;

/** The page that may stand in a frame of these origins; no other of this server may. */
export const FRAME_PATH = '/embed';

/** The script that another page loads to hold the phone. */
export const FRAME_SDK_PATH = '/perezvon-sdk.js';

/** A sign-in within a frame says so by this header: its cookie must be one that the browser sends from there. */
export const FRAME_HEADER = 'x-perezvon-frame';
