import { type Static, Type } from 'typebox';

// @__NO_SIDE_EFFECTS__
const ms = () => Type.Number({ minimum: 0, maximum: 60_000 });
// @__NO_SIDE_EFFECTS__
const mos = () => Type.Number({ minimum: 1, maximum: 5 });

/** How a call sounded at a browser phone, over the whole of it. */
export const CallQuality = Type.Object(
  {
    /** Mean opinion score as the E-model (ITU-T G.107) estimates it of the way; 1 to 4.5. */
    mos: mos(),
    /** Of the worst two seconds. */
    worstMos: mos(),
    jitterMs: ms(),
    /** Packets that did not arrive, in the worse direction. */
    lossPercent: Type.Number({ minimum: 0, maximum: 100 }),
    /** Round trip to the PBX; null where it told none. */
    rttMs: Type.Union([ms(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type CallQuality = Static<typeof CallQuality>;

/** What each phone in a call measured. */
export const CallQualities = Type.Object({
  items: Type.Array(Type.Interface([CallQuality], { extension: Type.String() })),
});
export type CallQualities = Static<typeof CallQualities>;
