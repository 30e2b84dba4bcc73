import type { CallAct } from '../connector.ts';
import type { AmiAction } from './encode.ts';

/**
 * The actions that do it, to be sent one after another. A consultation is Asterisk's own attended transfer: it
 * begins only where the dialplan lets this phone transfer (`t`, `T` of Dial and Queue), and features.conf has `atxfer`.
 */
export function actionsFor(act: CallAct, context: string): AmiAction[] {
  const { channel } = act;
  switch (act.act) {
    case 'transfer':
      return [{ action: 'BlindTransfer', channel, context, exten: act.to }];
    case 'consult':
      return [{ action: 'Atxfer', channel, context, exten: act.to }];
    // whoever hangs up in a consultation sends the one who waits on
    case 'complete':
      return [{ action: 'Hangup', channel }];
    case 'cancel':
      return [{ action: 'CancelAtxfer', channel }];
    case 'pause-recording':
    case 'resume-recording': {
      const state = act.act === 'pause-recording' ? '1' : '0';
      return [{ action: 'MixMonitorMute', channel, direction: 'both', state }];
    }
    case 'tones':
      return act.tones.split('').map((digit) => ({ action: 'PlayDTMF', channel, digit }));
  }
}
