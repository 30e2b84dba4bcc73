import { type Static, Type } from 'typebox';
import { oneOf } from '../shared/one-of.ts';

const strict = { additionalProperties: false } as const;
// @__NO_SIDE_EFFECTS__
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Time = Type.String({ format: 'date-time' });
/** Has a sign that one can see. */
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '[^\\s\\p{C}]' });
/** In the smallest unit of the currency, such as kopecks: money is never a fraction of a float. */
const Amount = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000_000 });
/** ISO 4217. */
const Currency = Type.String({ pattern: '^[A-Z]{3}$' });
const LostReason = Type.String({ maxLength: 500 });

/** Where a deal stands, in order; the last two end it. */
export const DEAL_STAGES = ['new', 'qualified', 'offer', 'agreed', 'won', 'lost'] as const;
export const DealStage = oneOf(DEAL_STAGES);
export type DealStage = Static<typeof DealStage>;

/** What may be sold to a contact. */
export const Deal = Type.Object({
  id: Type.String(),
  title: Type.String(),
  /** Null: not known yet. */
  amount: nullable(Amount),
  currency: Type.String(),
  stage: DealStage,
  /** The user whose it is. */
  ownerId: nullable(Type.String()),
  contactId: nullable(Type.String()),
  contactName: nullable(Type.String()),
  /** The interaction that it came of; a call's is the call's own id. */
  originId: nullable(Type.String()),
  createdAt: Time,
  /** When it was won or lost. */
  closedAt: nullable(Time),
  /** Why it was lost, in words. */
  lostReason: Type.String(),
});
export type Deal = Static<typeof Deal>;

/** Body of `POST /api/deals`; whoever makes it owns it. */
export const NewDeal = Type.Object(
  {
    title: Title,
    amount: Type.Optional(nullable(Amount)),
    currency: Currency,
    contactId: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
    originId: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  },
  strict,
);
export type NewDeal = Static<typeof NewDeal>;

/** Body of `PATCH /api/deals/:id`. A deal that is lost needs a reason. */
export const DealPatch = Type.Object(
  {
    title: Type.Optional(Title),
    amount: Type.Optional(nullable(Amount)),
    currency: Type.Optional(Currency),
    stage: Type.Optional(DealStage),
    lostReason: Type.Optional(LostReason),
  },
  strict,
);
export type DealPatch = Static<typeof DealPatch>;

/** Answer of `GET /api/deals`. */
export const DealList = Type.Object({ items: Type.Array(Deal) });
export type DealList = Static<typeof DealList>;

/** Whether a deal at this stage is over. */
export function isClosed(stage: DealStage): boolean {
  return stage === 'won' || stage === 'lost';
}
