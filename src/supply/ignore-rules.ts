import ignore from 'ignore';

/** A pattern in .gitignore syntax with the place it stands at. */
export interface IgnorePattern {
  readonly pattern: string;
  /** `.gitignore:3`, `stackgate.config.yaml:12`. */
  readonly origin: string;
}

export interface IgnoredBy extends IgnorePattern {
  /** Whether a build output is looked at although this pattern leaves it out: so with .gitignore, never with what was written for this tool. */
  readonly byGit: boolean;
}

export type IgnoreVerdict = { readonly kind: 'ignored'; readonly by: IgnoredBy } | { readonly kind: 'kept' } | { readonly kind: 'silent' };

/** The patterns of one file, or of the configuration. */
export interface IgnoreLayer {
  /** The folder that the patterns are relative to, as a path from the root; `''` for the root. */
  readonly base: string;
  readonly byGit: boolean;
  /**
   * What the patterns say of a path itself; `path` is below `base`, a folder ends in `/`. Of what lies in a folder that they leave out they
   * say nothing: that is for the walk to hand down, for a deeper file may bring the folder back.
   */
  judge(path: string): IgnoreVerdict;
  /** Whether the patterns match a file or a folder around it. */
  covers(path: string): boolean;
  /** The same layer without the patterns that leave out this folder itself: somebody named it. */
  without(folder: string): IgnoreLayer;
}

const SILENT: IgnoreVerdict = { kind: 'silent' };

/** Patterns that are relative to `base`. Case counts on every system, so that a verdict does not depend on where it is made. */
export function ignoreLayer(base: string, byGit: boolean, patterns: readonly IgnorePattern[]): IgnoreLayer {
  const matcher = ignore({ ignorecase: false });
  for (const { pattern, origin } of patterns) matcher.add({ pattern, mark: origin });
  const prefix = base === '' ? 0 : base.length + 1;
  const test = (path: string): ReturnType<typeof matcher.test> | undefined => {
    const inside = path.slice(prefix);
    return ignore.isPathValid(inside) ? matcher.test(inside) : undefined;
  };
  return {
    base,
    byGit,
    judge(path) {
      const result = test(path);
      if (result === undefined) return SILENT;
      if (!result.ignored) return result.unignored ? { kind: 'kept' } : SILENT;
      const folder = path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
      if (folder.length > prefix && test(folder)?.ignored === true) return SILENT;
      return { kind: 'ignored', by: { pattern: result.rule?.pattern ?? '', origin: result.rule?.mark ?? '', byGit } };
    },
    covers: (path) => test(path)?.ignored === true,
    without(folder) {
      const result = test(`${folder}/`);
      if (result?.ignored !== true) return this;
      const others = patterns.filter(({ pattern, origin }) => pattern !== result.rule?.pattern || origin !== result.rule.mark);
      return ignoreLayer(base, byGit, others.length === patterns.length ? [] : others).without(folder);
    },
  };
}

/** The patterns of a .gitignore or .stackgateignore file. */
export function parseIgnoreFile(text: string, path: string): readonly IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    patterns.push({ pattern: line, origin: `${path}:${index + 1}` });
  }
  return patterns;
}
