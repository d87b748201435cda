import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import { isGiven, type Json } from './json.ts';

/** The start of the SHA-1 of some data: text as it is, anything else as canonical JSON. Empty when there is no data. */
export function hashOf(data: Json | undefined, length = 10): string {
  if (!isGiven(data)) return '';
  return createHash('sha1')
    .update(typeof data === 'string' ? data : canonicalJson(data))
    .digest('hex')
    .slice(0, length);
}

/** A logical id that changes with the data it stands for; a hash that is known already takes the place of the data. */
export function logicalId(prefix: string, data?: Json, hash?: string): string {
  return `${prefix}${isGiven(hash) ? hash.slice(0, 10) : hashOf(data)}`;
}
