/** One file for the core to look at. */
export interface SuppliedFile {
  /** Relative to the root, with forward slashes; what lies outside the root keeps the path as it was given. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Named by the user: it must load, whatever it looks like. */
  readonly named: boolean;
}

/** Reads what supplied files refer to: nested templates, the files of a cloud assembly. Paths as in `SuppliedFile`. Never throws. */
export interface Reader {
  /** The bytes of a file; `undefined` when it cannot be read, and then `problem` says why. */
  read(path: string): Uint8Array | undefined;
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** Why a path cannot be read, in words: `does not exist`, `is larger than 50 MB`. */
  problem(path: string): string | undefined;
}
