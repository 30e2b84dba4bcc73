import type { Notification } from 'sip.js';

/**
 * New voice messages that a NOTIFY tells of (RFC 3842), which the PBX sends unasked after each registration and
 * change; null where it is about something else.
 */
export function messagesTold({ request }: Notification): number | null {
  if (!/^message-summary\b/i.test(request.getHeader('event') ?? '')) return null;
  const [, fresh] = /^voice-message:\s*(\d{1,6})\//im.exec(request.body) ?? [];
  if (fresh !== undefined) return Number(fresh);
  return /^messages-waiting:\s*yes/im.test(request.body) ? 1 : 0;
}
