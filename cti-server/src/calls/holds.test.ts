import { expect, test } from 'vitest';
import { CAPTURED, CAPTURED_NUMBERING, saidIn } from '../../../fixtures/captured-pbx.ts';
import { translate } from '../pbx/asterisk-ami/translate.ts';
import { createCallTracker } from './tracker.ts';

test('C10 who asks a colleague and goes back to the customer holds the colleague, not the call', () => {
  const tracker = createCallTracker({ pbx: 'p', numbering: CAPTURED_NUMBERING });
  const states = saidIn('xfer-consultation-cancelled-22').flatMap((event) => {
    const back = event.name === 'Unhold';
    // what the phone's other line says then
    const second = { ...event.fields, channel: 'PJSIP/101-00000041', uniqueid: '1795647199.73' };
    const said = back ? [event, { ...event, name: 'Hold', fields: second }] : [event];
    const told = said
      .flatMap((one) => translate(one, CAPTURED))
      .flatMap((one) => tracker.apply(one))
      .map(({ call }) => call.state);
    return back ? ['back', ...told, 'then'] : told;
  });
  const afterwards = states.slice(states.indexOf('back') + 1, states.indexOf('then'));
  expect(afterwards).toEqual(['talking']);
});
