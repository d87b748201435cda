import { createReadStream } from 'node:fs';
import { StackgateError } from '../model/errors.ts';
import { diskReader, MAX_FILE_BYTES } from './disk-reader.ts';
import { type MemorySupply, supplyFromMemory } from './memory.ts';
import { pathFromRoot } from './root.ts';

/** The name that standard input has in results when `--stdin-filename` gives none. */
export const STDIN_NAME = '<stdin>';

/** Reads standard input to its end. Throws `TEMPLATE_UNREADABLE` when it has more than `limit` bytes. */
export async function readStandardInput(limit: number = MAX_FILE_BYTES, descriptor = 0): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of createReadStream('', { fd: descriptor, autoClose: false })) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    total += bytes.length;
    if (total > limit) {
      throw new StackgateError('TEMPLATE_UNREADABLE', `standard input has more than ${Math.floor(limit / (1 << 20))} MB`, {
        hint: 'Name a file instead.',
      });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export interface StandardInputOptions {
  /** Absolute. */
  readonly root: string;
  /** Absolute. */
  readonly cwd: string;
  /** What `--stdin-filename` says: the name in results, and the place that relative references start from. */
  readonly filename?: string;
}

/** Supplies the bytes of standard input as one named file; what it refers to is read from the disk. */
export function supplyFromStandardInput(bytes: Uint8Array, { root, cwd, filename }: StandardInputOptions): MemorySupply {
  const given = filename === undefined ? [] : [filename];
  const path = filename === undefined ? STDIN_NAME : pathFromRoot(root, cwd, filename);
  return supplyFromMemory([{ path, content: bytes }], diskReader({ root, cwd, given }));
}
