import { type Static, Type } from 'typebox';

/** A PBX connection as administrators see it: its settings, and never a secret. */
export const Connection = Type.Object({
  id: Type.String(),
  /** `file`: it stands in the configuration file and is changed there. */
  source: Type.Union([Type.Literal('file'), Type.Literal('page')]),
  enabled: Type.Boolean(),
  /** As an entry of `pbx` in the configuration file, without its secrets. */
  entry: Type.Record(Type.String(), Type.Unknown()),
  /** Dotted paths of the secrets that are set, such as `secret` and `cdr.secret`. */
  secrets: Type.Array(Type.String()),
  /** Error code of the catalogue: why it cannot run though it is enabled. */
  problem: Type.Union([Type.String(), Type.Null()]),
  /** Of the entry and its secrets; who replaces them says which one they saw. */
  version: Type.String(),
});
export type Connection = Static<typeof Connection>;

/**
 * What is written into a file of the PBX for an account with the least rights; `{secret}` stands for its secret,
 * `{address}` for the address of this server.
 */
export const PbxAccount = Type.Object({
  file: Type.String(),
  user: Type.String(),
  lines: Type.Array(Type.String()),
  /** What is written there for a phone in a browser; `{extension}` and `{password}` stand for its own. */
  browserPhone: Type.Optional(
    Type.Object({ file: Type.String(), lines: Type.Array(Type.String()) }),
  ),
});
export type PbxAccount = Static<typeof PbxAccount>;

/** Answer of `GET /api/connections`. `kinds`: connector → JSON Schema of its entries; secrets are `writeOnly`. */
export const ConnectionList = Type.Object({
  items: Type.Array(Connection),
  kinds: Type.Record(Type.String(), Type.Unknown()),
  /** By connector, where it knows what. */
  accounts: Type.Record(Type.String(), PbxAccount),
});
export type ConnectionList = Static<typeof ConnectionList>;

/** Body of `POST /api/connections` and `PUT /api/connections/:id`. A secret that is left out stays as it was. */
export const ConnectionEntry = Type.Record(Type.String({ maxLength: 40 }), Type.Unknown());
export type ConnectionEntry = Static<typeof ConnectionEntry>;

/** Body of `PATCH /api/connections/:id`. */
export const ConnectionPatch = Type.Object(
  { enabled: Type.Boolean() },
  { additionalProperties: false },
);
export type ConnectionPatch = Static<typeof ConnectionPatch>;

/** Answer of `GET /api/connections/:id/extensions`: the phones of a PBX that its settings call extensions, in order. */
export const ExtensionList = Type.Object({
  items: Type.Array(
    Type.Object({
      extension: Type.String(),
      /** Whose it is; null where it is nobody's yet. */
      user: Type.Union([Type.Object({ id: Type.String(), name: Type.String() }), Type.Null()]),
    }),
  ),
});
export type ExtensionList = Static<typeof ExtensionList>;
