/** Where Asterisk reads endpoints from; what is included there will do. */
export const ENDPOINT_FILE = 'pjsip.conf';

/**
 * The sections of an endpoint that a browser can use, for Asterisk 16 to 22. `{extension}` and `{password}` stand for
 * its own. A reconnect takes the place of the dead contact; a closed browser cannot hang up, so its calls end when
 * its sound stops.
 */
export const BROWSER_PHONE: readonly string[] = [
  '[{extension}]',
  'type = endpoint',
  '; as for your other phones',
  'context = from-internal',
  'webrtc = yes',
  'disallow = all',
  'allow = opus,ulaw,alaw',
  'direct_media = no',
  'rtp_timeout = 20',
  'rtp_timeout_hold = 120',
  'auth = {extension}',
  'aors = {extension}',
  '',
  '[{extension}]',
  'type = auth',
  'auth_type = userpass',
  'username = {extension}',
  'password = {password}',
  '',
  '[{extension}]',
  'type = aor',
  'max_contacts = 1',
  'remove_existing = yes',
];
