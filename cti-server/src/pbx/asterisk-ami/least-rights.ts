/** Where Asterisk reads sections of AMI users from, beside manager.conf (`#include "manager.d/*.conf"` is in it). */
export const USER_FILE = 'manager.d/perezvon.conf';

/**
 * The section of an AMI user with the least rights that the product needs; the reason for each stands in
 * docker/asterisk/etc/manager.conf. `permit`: this server as the PBX sees it.
 */
export function leastRights(user: string, secret: string, permit: string): string[] {
  return [
    `[${user}]`,
    `secret = ${secret}`,
    'deny = 0.0.0.0/0.0.0.0',
    `permit = ${permit}`,
    'read = system,call,agent,dialplan',
    'write = call,originate,reporting,agent',
    'writetimeout = 5000',
  ];
}
