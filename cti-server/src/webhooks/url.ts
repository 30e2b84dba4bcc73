import { isIP } from 'node:net';
import type { Phrase } from '../kernel/errors.ts';
import { type AddressBlock, mayReach } from '../kernel/addresses.ts';

/** Other services listen below: mail, shells, file shares. */
const FIRST_OPEN_PORT = 1_024;

/** Where messages go, as URLs are written by the WHATWG: `https://2130706433` is `https://127.0.0.1` here. */
export type Checked = { readonly url: string } | { readonly wrong: Phrase };

/** F08 What can be said of a receiver's address before anybody is asked; names are looked up at each try. */
export function checkUrl(written: string, allowed: readonly AddressBlock[]): Checked {
  const text = written.trim();
  if (!URL.canParse(text)) {
    return { wrong: { ru: 'это не адрес', en: 'it is no address' } };
  }
  const url = new URL(text);
  if (url.protocol !== 'https:') {
    return { wrong: { ru: 'он начинается не с https://', en: 'it does not begin with https://' } };
  }
  if (url.username || url.password) {
    return {
      wrong: { ru: 'в нём имя или пароль', en: 'a user name or password is in it' },
    };
  }
  if (url.hash) return { wrong: { ru: 'в нём есть #', en: 'a # is in it' } };
  if (!isOpenPort(url.port)) {
    return {
      wrong: {
        ru: `порт ${url.port}: годятся 443 и от ${FIRST_OPEN_PORT}`,
        en: `port ${url.port}: 443 and those from ${FIRST_OPEN_PORT} on are good`,
      },
    };
  }
  const address = addressIn(url);
  if (address !== null && !mayReach(address, allowed)) {
    return {
      wrong: {
        ru: `${address} — не адрес в интернете, и в webhooks.allow файла настроек его нет`,
        en: `${address} is no address of the internet, and webhooks.allow of the configuration file lacks it`,
      },
    };
  }
  return { url: url.href };
}

/** The address that stands in the URL itself; null for a name. */
export function addressIn({ hostname }: URL): string | null {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? null : host;
}

/** `port` as URLs have it: empty for 443. */
function isOpenPort(port: string): boolean {
  return port === '' || port === '443' || Number(port) >= FIRST_OPEN_PORT;
}
