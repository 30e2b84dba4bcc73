/** Header values by lower-cased name, null prototype; of a repeated header the first value. */
export type AmiFields = Readonly<Record<string, string>>;

/** One AMI event as the rest of the connector sees it. Values are hostile text. */
export interface AmiEvent {
  readonly name: string;
  /** When it reached us, ms epoch. */
  readonly at: number;
  readonly fields: AmiFields;
  /** The whole message as it came, without the empty line. */
  readonly text: string;
  /** All values of the headers that occur more than once. */
  readonly repeated: Readonly<Record<string, readonly string[]>>;
}

/** The answer to an action. `ok` is false for `Response: Error`. */
export interface AmiResponse {
  readonly ok: boolean;
  readonly actionId: string;
  readonly message: string;
  readonly fields: AmiFields;
}
