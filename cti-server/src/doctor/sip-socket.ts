import { WebSocket } from 'ws';
import type { Phrase } from '../kernel/errors.ts';
import { reasonOf } from '../kernel/system-error.ts';
import type { Cure } from '../pbx/diagnosis.ts';

const PATIENCE_MS = 5_000;

/** What keeps browsers from the PBX, with its cure. */
type Trouble = Cure & { readonly found: Phrase };

const HTTP_ON = {
  file: 'http.conf',
  lines: ['[general]', 'enabled = yes', 'bindaddr = 0.0.0.0', 'bindport = 8088'],
};

/**
 * Opens the PBX's WebSocket as a browser phone does (RFC 7118, subprotocol `sip`) and closes it again. Null when it
 * takes SIP.
 */
export function trySipSocket(url: string): Promise<Trouble | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'sip', { handshakeTimeout: PATIENCE_MS });
    socket.on('open', () => {
      resolve(null);
      socket.close();
    });
    socket.on('unexpected-response', (request, { statusCode = 0 }) => {
      resolve(refused(url, statusCode));
      request.destroy();
    });
    socket.on('error', (error) => resolve(notOpened(url, error)));
  });
}

function refused(url: string, status: number): Trouble {
  return {
    found: {
      ru: `${url} отвечает ${status}: веб-сервер Asterisk есть, но SIP через WebSocket он не принимает.`,
      en: `${url} answers ${status}: Asterisk's web server is there, but takes no SIP over WebSocket.`,
    },
    cure: {
      ru: 'Загрузите res_http_websocket и res_pjsip_transport_websocket, добавьте транспорт; путь обычно /ws.',
      en: 'Load res_http_websocket and res_pjsip_transport_websocket, add a transport; the path is /ws as a rule.',
    },
    file: 'pjsip.conf',
    lines: ['[transport-ws]', 'type = transport', 'protocol = ws', 'bind = 0.0.0.0'],
  };
}

function notOpened(url: string, error: Error): Trouble {
  if (/certificate|self-signed|CERT/i.test(error.message)) {
    return {
      found: {
        ru: `Сертификат ${url} не принят: ${error.message}.`,
        en: `The certificate of ${url} is not accepted: ${error.message}.`,
      },
      cure: {
        ru: 'Поставьте сертификат, который принимают браузеры, или обращайтесь к АТС по ws:// внутри доверенной сети: браузеры соединяются с ней только через этот сервер.',
        en: 'Give it a certificate that is accepted, or reach the PBX by ws:// within a trusted network: browsers connect to it by this server only.',
      },
      file: 'http.conf',
      lines: ['tlsenable = yes', 'tlscertfile = …', 'tlsprivatekey = …'],
    };
  }
  const reason = reasonOf(error);
  return {
    found: {
      ru: `${url} не открывается: ${reason.ru}.`,
      en: `${url} cannot be opened: ${reason.en}.`,
    },
    cure: {
      ru: 'Включите веб-сервер Asterisk и проверьте адрес и порт (обычно 8088, по TLS 8089).',
      en: "Switch on Asterisk's web server, and check address and port (8088 as a rule, 8089 with TLS).",
    },
    ...HTTP_ON,
  };
}

/** F09 All that is told of a port that may be a stranger's. */
export const noSip = (url: string): Trouble => ({
  found: {
    ru: `${url}: SIP через WebSocket там никто не принимает.`,
    en: `${url}: nothing takes SIP over WebSocket there.`,
  },
  cure: {
    ru: 'Включите веб-сервер Asterisk, проверьте адрес, порт, сертификат и брандмауэр. Что именно не так, говорится о портах 8088 и 8089 и о машине, чей AMI отвечает; о других скажет «npm run doctor» на этом сервере.',
    en: 'Switch on Asterisk\'s web server; check address, port, certificate and firewall. What exactly is wrong is told of the ports 8088 and 8089, and of a machine whose AMI lets us in; of others by "npm run doctor" on this server.',
  },
  ...HTTP_ON,
});
