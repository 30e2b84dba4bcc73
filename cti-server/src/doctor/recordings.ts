import type { Diagnosis } from '../contract/index.ts';
import type { Phrase } from '../kernel/errors.ts';
import { diagnosis } from '../pbx/diagnosis.ts';
import { createHttpSource, type HttpPlace } from '../recordings/http-source.ts';
import { RecordingSourceError } from '../recordings/source.ts';
import { type Asked, mayBeTold, untilTold } from './strangers.ts';

/** Where recordings are, a folder or HTTP. */
export const RECORDINGS = {
  name: 'recordings',
  tried: { ru: 'Записи разговоров', en: 'Recordings' },
};

/** A recording that no PBX has: asked for to hear that there is none. */
const NOWHERE = 'perezvon-check.wav';
const CURE: Phrase = {
  ru: 'Проверьте адрес, порт, имя и пароль, сертификат и брандмауэр; адрес должен вести в каталог записей.',
  en: 'Check address, port, user and password, certificate and firewall; the address must lead to the folder of recordings.',
};

/** Whether the PBX gives its recordings by HTTP: it must say of one that is nowhere that it has none. */
export async function examineByHttp(place: HttpPlace, asked: Asked): Promise<Diagnosis> {
  const began = asked.clock.monotonic();
  const { url } = place;
  try {
    await createHttpSource(place).find([NOWHERE]);
    return diagnosis(RECORDINGS, 'ok', {
      ru: `${url} отвечает: записи можно спрашивать.`,
      en: `${url} answers: recordings can be asked for.`,
    });
  } catch (error) {
    if (!(error instanceof RecordingSourceError)) throw error;
    if (mayBeTold(placeOf(url), asked)) {
      const { message } = error;
      return diagnosis(RECORDINGS, 'failed', { ru: message, en: message }, { cure: CURE });
    }
    await untilTold(began, asked);
    const found = {
      ru: `${url}: записей там не дают. Подробнее скажет «npm run doctor» на этом сервере.`,
      en: `${url}: no recordings are given there. "npm run doctor" on this server tells more.`,
    };
    return diagnosis(RECORDINGS, 'failed', found, { cure: CURE });
  }
}

function placeOf(address: string) {
  const { protocol, hostname, port } = new URL(address);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    usual: [80, 443],
  };
}
