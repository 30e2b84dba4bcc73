import type { CallView } from '@perezvon/cti-server/contract';
import type { Text } from '../text/en.ts';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { otherNumber } from './call-facts.ts';
import { type NameOfColleague, useColleagueName } from './colleague-name.ts';

interface Names {
  readonly t: Text;
  readonly number: (raw: string) => string;
  readonly extension: string | null;
  readonly colleague: NameOfColleague;
}

/** One line that names the other party: contact, else number, else the plain reason why neither is known. */
export function whoIs(call: CallView, names: Names): string {
  const { caller } = call;
  const raw = otherNumber(call, names.extension);
  switch (caller.kind) {
    case 'known':
      return caller.contact.name;
    case 'ambiguous':
      return caller.contacts.map((contact) => contact.name).join(' / ');
    case 'withheld':
      return names.t.call.withheld;
    case 'erased':
      return names.t.call.erased;
    case 'internal':
      if (!raw) return names.t.call.internalCall;
      return names.colleague({ pbx: call.pbx, extension: raw }) ?? innerName(raw, names.t);
    default:
      return raw ? names.number(raw) : names.t.call.unknown;
  }
}

/** What is called within the house, where nobody's name is known: an extension, or a code (own voicemail, an echo). */
export function innerName(dialled: string, t: Text): string {
  return isExtension(dialled) ? t.call.extension(dialled) : dialled;
}

/** Whether somebody may be there: a code is nobody's. */
export const isExtension = (dialled: string): boolean => /^\d+$/.test(dialled);

/** The other party's name or number on one line. */
export function Who({ call, extension }: { call: CallView; extension: string | null }) {
  const { t, number } = useSpeech();
  const name = useColleagueName({ pbx: call.pbx, extension: otherNumber(call, extension) });
  return <HostileText text={whoIs(call, { t, number, extension, colleague: () => name })} />;
}
