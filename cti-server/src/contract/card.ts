import { type Static, Type } from 'typebox';
import { Deal, Task } from '@perezvon/crm-core/model';

const strict = { additionalProperties: false } as const;
// @__NO_SIDE_EFFECTS__
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Code = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' });

/** What an outcome means, for reports and call lists. */
export const OutcomeFlag = Type.Union([
  Type.Literal('reached'),
  Type.Literal('rightParty'),
  Type.Literal('positive'),
  Type.Literal('negative'),
  Type.Literal('final'),
  Type.Literal('callBack'),
  Type.Literal('dnc'),
  Type.Literal('numberDead'),
]);
export type OutcomeFlag = Static<typeof OutcomeFlag>;

/** What may come of a call, as an operator says it. */
export const Outcome = Type.Object(
  {
    code: Code,
    /** Blank for those that the page has words for. */
    name: Type.String({ maxLength: 60 }),
    flags: Type.Array(OutcomeFlag, { maxItems: 8, uniqueItems: true }),
    /** Not offered any more; calls that have it keep it. */
    retired: Type.Boolean(),
  },
  strict,
);
export type Outcome = Static<typeof Outcome>;

/** When a card comes: at the first ring, at the answer, or as a line that the operator opens. */
export const PopWhen = Type.Union([
  Type.Literal('ring'),
  Type.Literal('answer'),
  Type.Literal('background'),
]);
export type PopWhen = Static<typeof PopWhen>;

/** What the firm settled about cards. A person's rule goes before a queue's. */
export const CardSettings = Type.Object(
  {
    outcomes: Type.Array(Outcome, { minItems: 1, maxItems: 60 }),
    /** Seconds for what is to be written after a call; null: as long as it takes. */
    wrapUpSec: nullable(Type.Integer({ minimum: 5, maximum: 3600 })),
    /** ISO 4217, of new deals. */
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    pops: Type.Object(
      {
        standard: PopWhen,
        queues: Type.Array(
          Type.Object(
            { queue: Type.String({ minLength: 1, maxLength: 100 }), when: PopWhen },
            strict,
          ),
          { maxItems: 200 },
        ),
        users: Type.Array(
          Type.Object(
            { userId: Type.String({ minLength: 1, maxLength: 64 }), when: PopWhen },
            strict,
          ),
          { maxItems: 1000 },
        ),
      },
      strict,
    ),
  },
  strict,
);
export type CardSettings = Static<typeof CardSettings>;

/** As they are read, to be replaced by who says which version they saw. */
export const VersionedCardSettings = Type.Interface([CardSettings], { version: Type.String() });
export type VersionedCardSettings = Static<typeof VersionedCardSettings>;

/** Body of `PUT /api/calls/:id/outcome`: a code of the firm's list; null takes it back. */
export const OutcomeChoice = Type.Object({ outcome: nullable(Code) }, strict);
export type OutcomeChoice = Static<typeof OutcomeChoice>;

/** Answer of `GET /api/calls/:id/card`: what a card shows beside the call, asked for when it is shown. */
export const CardView = Type.Object({
  /** Null while nobody is known. Texts are hostile. */
  contact: nullable(
    Type.Object({
      id: Type.String(),
      tags: Type.Array(Type.String()),
      /** Who looks after them. */
      ownerName: nullable(Type.String()),
      email: Type.String(),
      note: Type.String(),
      numbers: Type.Array(Type.Object({ e164: nullable(Type.String()), written: Type.String() })),
      /** Version of the photo. */
      photo: Type.Optional(Type.String()),
    }),
  ),
  /** Open ones, the newest first. */
  deals: Type.Array(Deal),
  /** Those that are not done, the first due first. */
  tasks: Type.Array(Task),
  /** Whose the extensions in this call are. */
  people: Type.Array(Type.Object({ extension: Type.String(), name: Type.String() })),
});
export type CardView = Static<typeof CardView>;

const builtIn = (code: string, ...flags: OutcomeFlag[]): Outcome => ({
  code,
  name: '',
  flags,
  retired: false,
});

/** The outcomes before an administrator says others. */
export const STANDARD_OUTCOMES: readonly Outcome[] = [
  builtIn('sale', 'reached', 'rightParty', 'positive', 'final'),
  builtIn('interested', 'reached', 'rightParty', 'positive'),
  builtIn('callback_personal', 'reached', 'callBack'),
  builtIn('callback_any', 'reached', 'callBack'),
  builtIn('not_interested', 'reached', 'rightParty', 'negative', 'final'),
  builtIn('no_decision_maker', 'reached'),
  builtIn('wrong_person', 'reached'),
  builtIn('wrong_number', 'numberDead'),
  builtIn('complaint', 'reached', 'negative'),
  builtIn('language', 'reached'),
  builtIn('hung_up', 'reached'),
  builtIn('voicemail_left'),
  builtIn('dnc_request', 'reached', 'dnc', 'final'),
  builtIn('technical'),
];
