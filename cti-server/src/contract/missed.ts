import { type Static, Type } from 'typebox';
import { CallView } from './call.ts';

const Time = Type.String({ format: 'date-time' });

/** A caller who reached nobody since they last spoke with one of ours. */
export const MissedCaller = Type.Object({
  /** The number in E.164; the call's id where it has none. */
  key: Type.String(),
  /** The last missed call. */
  call: CallView,
  firstAt: Time,
  /** Missed calls since the last talk. */
  count: Type.Integer(),
  /** Calls back since the first of them, that reached nobody. */
  tries: Type.Integer(),
  lastTryAt: Type.Union([Time, Type.Null()]),
  /** Who means to call back. */
  claim: Type.Union([
    Type.Object({ userId: Type.String(), name: Type.String(), at: Time }),
    Type.Null(),
  ]),
});
export type MissedCaller = Static<typeof MissedCaller>;

/** Answer of `GET /api/missed`: the latest first; `total` may be more than are listed. */
export const MissedList = Type.Object({
  items: Type.Array(MissedCaller),
  total: Type.Integer(),
});
export type MissedList = Static<typeof MissedList>;

/** Body of `PUT /api/missed/:key`: what somebody says of a missed caller. */
export const MissedMark = Type.Object(
  {
    mark: Type.Union([
      /** I call back. */
      Type.Literal('claimed'),
      /** Somebody else may. */
      Type.Literal('released'),
      /** Nothing is to be done any more. */
      Type.Literal('done'),
      /** It is, after all. */
      Type.Literal('open'),
    ]),
  },
  { additionalProperties: false },
);
export type MissedMark = Static<typeof MissedMark>;
