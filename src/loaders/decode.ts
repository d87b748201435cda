import { isUtf8 } from 'node:buffer';
import type { CodedDiagnostic, DiagnosticCode } from '../model/diagnostics.ts';
import { SourceText } from '../model/source.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

export type Decoded =
  /** `text` is without its byte order mark. */
  | { readonly kind: 'text'; readonly text: string; readonly encoding: Encoding }
  | { readonly kind: 'unreadable'; readonly diagnostic: CodedDiagnostic };

/** Bytes that are looked at to tell UTF-16 without a byte order mark, and text from binary data. */
const HEAD = 4096;

const STRETCH = 65_536;

const MAGIC: readonly { readonly bytes: readonly number[]; readonly what: string; readonly hint?: string }[] = [
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    what: 'a ZIP archive',
    hint: 'A saved Terraform plan is read as JSON: `terraform show -json <plan> > plan.json`.',
  },
  { bytes: [0x1f, 0x8b], what: 'gzip data', hint: 'Unpack it first.' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'an image' },
  { bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], what: 'a PDF' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a program' },
];

/**
 * Turns the bytes of a file into text: UTF-8, and UTF-16 with a byte order mark or recognised by its zero bytes. What is no text is a
 * diagnostic, with the offset of the first wrong byte. Never throws.
 */
export function decode(bytes: Uint8Array): Decoded {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe && third === 0 && fourth === 0)
    return unreadable('encoding', 'is UTF-32, which is not read', 'Save it as UTF-8.');
  if (first === 0xff && second === 0xfe) return decodeUtf16(bytes.subarray(2), 'utf-16le', 2);
  if (first === 0xfe && second === 0xff) return decodeUtf16(bytes.subarray(2), 'utf-16be', 2);
  for (const magic of MAGIC) {
    if (startsWith(bytes, magic.bytes)) return unreadable('binary', `is ${magic.what}, not text`, magic.hint);
  }
  const body = first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
  const skipped = bytes.length - body.length;
  const zeroAt = body.indexOf(0);
  if (zeroAt >= 0) {
    const wide = zeroAt < HEAD ? guessUtf16(body) : undefined;
    if (wide !== undefined) return decodeUtf16(body, wide, skipped);
    return unreadable('binary', `is not text: byte ${zeroAt + skipped} is zero`);
  }
  if (!isUtf8(body)) return invalidUtf8(body, skipped);
  return { kind: 'text', text: utf8(body), encoding: 'utf-8' };
}

/**
 * The beginning of a file as text for recognition only: bytes that are no text are replaced, a cut character at the end does no harm. A zero
 * byte does not hide a template; archives, images and programs have no text.
 */
export function decodeLoosely(bytes: Uint8Array): string {
  const decoded = decode(bytes);
  if (decoded.kind === 'text') return decoded.text;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (MAGIC.some((magic) => startsWith(bytes, magic.bytes))) return '';
  return new TextDecoder('utf-8').decode(bytes);
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be', skipped: number): Decoded {
  if (bytes.length % 2 === 1) {
    return unreadable(
      'encoding',
      `is ${encoding.toUpperCase()} with half a character at its end, byte ${bytes.length - 1 + skipped}`,
      'The file may be cut off.',
    );
  }
  try {
    return { kind: 'text', text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes), encoding };
  } catch {
    return unreadable('encoding', `is not valid ${encoding.toUpperCase()}`, 'Save it as UTF-8.');
  }
}

/** Text in UTF-16 has a zero in nearly every second byte as long as it is mostly ASCII, which templates are. */
function guessUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const length = Math.min(bytes.length - (bytes.length % 2), HEAD);
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  const units = length / 2;
  if (odd / units > 0.6 && even / units < 0.2) return 'utf-16le';
  if (even / units > 0.6 && odd / units < 0.2) return 'utf-16be';
  return undefined;
}

function invalidUtf8(bytes: Uint8Array, skipped: number): Decoded {
  const at = firstInvalidByte(bytes);
  const before = new SourceText('', utf8(bytes.subarray(0, at)));
  const value = (bytes[at] ?? 0).toString(16).padStart(2, '0');
  return {
    kind: 'unreadable',
    diagnostic: {
      level: 'error',
      code: 'encoding',
      message: `is not valid UTF-8: byte ${at + skipped} (0x${value})`,
      hint: 'Save it as UTF-8.',
      location: before.location(before.text.length, before.text.length),
    },
  };
}

/** The offset of the first byte that begins no whole character; whole stretches are passed over before it is looked for byte by byte. */
function firstInvalidByte(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    let end = Math.min(at + STRETCH, bytes.length);
    for (let steps = 0; steps < 3 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80; steps++) end--;
    if (!isUtf8(bytes.subarray(at, end))) break;
    at = end;
  }
  while (at < bytes.length) {
    const length = characterLength(bytes[at] ?? 0);
    if (at + length > bytes.length || !isUtf8(bytes.subarray(at, at + length))) return at;
    at += length;
  }
  return at;
}

function characterLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function unreadable(code: DiagnosticCode, message: string, hint?: string): Decoded {
  return { kind: 'unreadable', diagnostic: { level: 'error', code, message, ...(hint === undefined ? {} : { hint }) } };
}
