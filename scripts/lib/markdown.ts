/** Names as code, divided by commas. */
export function codes(names: readonly string[], whenNone = ''): string {
  return names.length === 0 ? whenNone : names.map((name) => `\`${name}\``).join(', ');
}

/** A table; cells are Markdown already, but for the bars. A missing title is an empty one. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.max(header.length, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const titles = Array.from({ length: width }, (_, index) => header[index] ?? '');
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text as Markdown that reads the same; code in backticks stays code. */
export function prose(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\*_[\]<>]/g, '\\$&')))
    .join('');
}
