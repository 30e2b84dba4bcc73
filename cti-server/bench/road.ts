import { toE164 } from '@perezvon/crm-core';
import type { CallChange } from '../src/calls/change.ts';
import { createCallTracker } from '../src/calls/tracker.ts';
import type { AmiEvent } from '../src/pbx/asterisk-ami/ami-event.ts';
import { translate } from '../src/pbx/asterisk-ami/translate.ts';

const EXTENSIONS = /^(?:[0-9]{2,6})$/;
const isExtension = (digits: string) => EXTENSIONS.test(digits);

/** translate → reduce for one PBX with a connection's default settings. */
export function createRoad(
  pbx: string,
  onChange: (change: CallChange) => void,
): (event: AmiEvent) => void {
  const tracker = createCallTracker({
    pbx,
    numbering: {
      outsidePrefix: '',
      isExtension,
      toE164(number) {
        const reading = toE164(number, { country: 'RU', internal: isExtension });
        return reading.kind === 'e164' ? reading.e164 : null;
      },
    },
  });
  const numbering = { pbx, extensions: EXTENSIONS, trunks: null };
  return (event) => {
    for (const said of translate(event, numbering)) {
      for (const change of tracker.apply(said)) onChange(change);
    }
  };
}
