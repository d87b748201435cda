/** A test for the id of a rule, or for a glob in which `*` stands for any text. */
export function rulePattern(pattern: string): (id: string) => boolean {
  if (!pattern.includes('*')) return (id) => id === pattern;
  const [head = '', ...others] = pattern.split('*');
  const tail = others.pop() ?? '';
  return (id) => {
    if (!id.startsWith(head) || !id.endsWith(tail) || id.length < head.length + tail.length) return false;
    // Between head and tail each part is taken where it comes first, so that no pattern is slow.
    let at = head.length;
    for (const part of others) {
      const found = id.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= id.length - tail.length;
  };
}
