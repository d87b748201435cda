/** Longer names are compared by their beginning only, so that a hostile name costs nothing. */
const MAX_COMPARED = 120;

/**
 * The candidate that a misspelt name most likely meant, or `undefined` when none is close. Case is ignored; a candidate that ends
 * in the whole name (`bucket-encryption-enabled` for `s3/bucket-encryption-enabled`) counts as close, and so does the only one that
 * begins with it. Of equals the first one wins.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = normalise(name);
  if (wanted === '') return undefined;
  let best: string | undefined;
  let bestDistance = Math.ceil(wanted.length / 3) + 1;
  for (const candidate of candidates) {
    const other = normalise(candidate);
    if (other === wanted) return candidate;
    const distance = isTail(other, wanted) ? 1 : editDistance(wanted, other, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyBeginning(wanted, candidates);
}

/** A hint for a name that is not known: the nearest valid one, or all of them when they are few. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const close = nearest(name, candidates);
  if (close !== undefined) return `Did you mean \`${close}\`?`;
  if (candidates.length === 0 || candidates.length > 20) return undefined;
  return `Known are: ${candidates.join(', ')}.`;
}

function normalise(name: string): string {
  return name.slice(0, MAX_COMPARED).toLowerCase().replaceAll('_', '-');
}

function onlyBeginning(wanted: string, candidates: Iterable<string>): string | undefined {
  if (wanted.length < 4) return undefined;
  const [first, second] = [...new Set(candidates)].filter((candidate) => normalise(candidate).startsWith(wanted));
  return second === undefined ? first : undefined;
}

function isTail(candidate: string, wanted: string): boolean {
  return (
    wanted.length >= 4 &&
    candidate.length > wanted.length &&
    candidate.endsWith(wanted) &&
    /[/.:]/.test(candidate.charAt(candidate.length - wanted.length - 1))
  );
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other; stops at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
      if (cost < smallest) smallest = cost;
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.MAX_SAFE_INTEGER;
}
