/** A key of a hash table. */
interface Hashed {
  readonly key: string;
  /** 64 bits, unsigned. */
  readonly hash: bigint;
}

const WORD = 64;
const SMALLEST = 8;

/** Keys as they lie in a hash table of old into which they were put one after the other. */
export function tableOrder(keys: readonly string[]): readonly string[] {
  return tableOf(keys.map(hashed)).map(({ key }) => key);
}

/** More keys are put in at once: one by one takes time that grows with the square of their number. */
const MOST_REPLAYED = 100;

/**
 * Keys in the order of a hash table of old. AWS's transform goes through the paths and methods of definitions that it wrote itself in
 * the order that they once had there, and that shows: in the order of the statements of resource policies, and in which of `/orders`
 * and `/orders/` answers preflight requests.
 */
export function hashOrder(keys: readonly string[]): readonly string[] {
  const all = keys.map(hashed);
  if (keys.length > MOST_REPLAYED) return copiedTwice(tableOf(all)).map(({ key }) => key);
  // A definition is copied before and after each change of it, and keys that want the same place change places with each copy.
  const order = all.reduce<readonly Hashed[]>((present, key) => tableOf([...tableOf(present), key]), []);
  return settled(order).map(({ key }) => key);
}

/** Each event of a function changes the definition once more. */
function settled(keys: readonly Hashed[]): readonly Hashed[] {
  let order = keys;
  for (let changes = 0; changes <= keys.length; changes++) {
    const next = copiedTwice(order);
    if (next.every((key, index) => key === order[index])) break;
    order = next;
  }
  return order;
}

function copiedTwice(keys: readonly Hashed[]): readonly Hashed[] {
  return tableOf(tableOf(keys));
}

function hashed(key: string): Hashed {
  return { key, hash: hashOf(key) };
}

function hashOf(text: string): bigint {
  const codes = Array.from(text, (char) => BigInt(char.codePointAt(0) ?? 0));
  const [first] = codes;
  if (first === undefined) return 0n;
  const mixed = codes.reduce((hash, code) => BigInt.asUintN(WORD, 1000003n * hash) ^ code, first << 7n);
  return BigInt.asUintN(WORD, mixed ^ BigInt(codes.length));
}

/** The keys as they lie in a table into which they are put one after the other. */
function tableOf(keys: readonly Hashed[]): readonly Hashed[] {
  let slots = emptyTable(SMALLEST);
  let used = 0;
  for (const key of keys) {
    place(slots, key);
    used++;
    if (used * 3 < slots.length * 2) continue;
    const larger = emptyTable(sizeFor(used * 4));
    for (const present of slots) if (present !== undefined) place(larger, present);
    slots = larger;
  }
  return slots.filter((slot) => slot !== undefined);
}

function emptyTable(size: number): (Hashed | undefined)[] {
  return Array.from({ length: size }, () => undefined);
}

function sizeFor(count: number): number {
  let size = SMALLEST;
  while (size <= count) size *= 2;
  return size;
}

function place(slots: (Hashed | undefined)[], key: Hashed): void {
  const mask = BigInt(slots.length - 1);
  let at = key.hash;
  let rest = key.hash;
  while (slots[Number(at & mask)] !== undefined) {
    at = BigInt.asUintN(WORD, at * 5n + rest + 1n);
    rest >>= 5n;
  }
  slots[Number(at & mask)] = key;
}
