/** Somebody who may be called: a name and one of their numbers. `pickup`: their ringing call may be taken. */
export interface Suggestion {
  readonly id: string;
  readonly kind: 'person' | 'house' | 'contact' | 'pickup';
  readonly name: string;
  readonly number: string;
}
