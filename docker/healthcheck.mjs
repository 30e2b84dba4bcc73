// Whether the server in this container answers and is well, over TLS or without. Its certificate is not asked for: the
// name in it is the one that browsers use.
import { get } from 'node:http';
import { get as getTls } from 'node:https';

const port = process.env.PEREZVON_PORT || 8080;

/** The status; 0 where no answer came. */
function ask(by, scheme) {
  return new Promise((resolve) => {
    const url = `${scheme}://127.0.0.1:${port}/healthz`;
    by(url, { rejectUnauthorized: false, timeout: 2_000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('timeout', (event) => event?.destroy?.())
      .on('error', () => resolve(0));
  });
}

const status = (await ask(get, 'http')) || (await ask(getTls, 'https'));
process.exit(status === 200 ? 0 : 1);
