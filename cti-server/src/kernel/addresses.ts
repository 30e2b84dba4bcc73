import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

/** A block of addresses, such as `10.1.0.0/16`. */
export type AddressBlock = readonly [IPv4 | IPv6, number];

/** The addresses of the internet that a host may have today (IANA gives out no others). */
const GLOBAL_IPV6: AddressBlock = [ipaddr.parse('2000::'), 3];

/** A block or a single address as written; null for what is neither. */
export function readBlock(written: string): AddressBlock | null {
  const [address = '', length] = written.split('/');
  const parsed = readAddress(address);
  if (!parsed) return null;
  const most = parsed.kind() === 'ipv4' ? 32 : 128;
  if (length === undefined) return [parsed, most];
  return /^\d{1,3}$/.test(length) && Number(length) <= most ? [parsed, Number(length)] : null;
}

/**
 * F08 Whether a message may go to this address: one of the internet, or one that is allowed by name. All else
 * (this machine, its networks, what stands for an IPv4 address within IPv6, what is reserved) is closed.
 */
export function mayReach(address: string, allowed: readonly AddressBlock[]): boolean {
  const parsed = readAddress(address);
  if (!parsed) return false;
  if (allowed.some((block) => isWithin(parsed, block))) return true;
  // what no list of special addresses has
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || isWithin(parsed, GLOBAL_IPV6);
}

/** Dotted decimal or IPv6, as addresses are given by DNS; an IPv4 address within IPv6 is the former. */
function readAddress(text: string): IPv4 | IPv6 | null {
  // of the shorter and octal forms that the library would take, DNS and URLs give none
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
  return isAddress && !text.includes('%') ? ipaddr.process(text) : null;
}

function isWithin(address: IPv4 | IPv6, [base, length]: AddressBlock): boolean {
  return address.kind() === base.kind() && address.match(base, length);
}
