import { isAbsolute, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';

export interface BundleOptions {
  /** The folder of the project, absolute. */
  readonly project: string;
  /** Source (relative to the project) by the name of the file to write, without extension: `rules/s3`. */
  readonly entries: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly out: string;
}

/**
 * Writes one CommonJS file per entry and chunks for what entries share, all chunks directly in `out`: code that looks for
 * `./rules/<service>.cjs` may end up in any of them. npm packages stay outside. Throws on every warning of the bundler.
 */
export async function bundle({ project, entries, out }: BundleOptions): Promise<void> {
  const build = await rolldown({
    cwd: project,
    input: { ...entries },
    platform: 'node',
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    transform: { target: 'node22.19', define: { __STACKGATE_BUNDLED__: 'true' } },
    onLog(level, log) {
      if (level === 'warn') throw new Error(`rolldown: ${log.message}`);
    },
  });
  try {
    const { output } = await build.write({
      dir: out,
      format: 'cjs',
      exports: 'named',
      entryFileNames: '[name].cjs',
      chunkFileNames: 'chunk-[name]-[hash].cjs',
    });
    for (const file of output) {
      const inside = relative(out, resolve(out, file.fileName)).split(sep);
      if (file.type === 'chunk' && !file.isEntry && inside.length > 1)
        throw new Error(`the chunk ${file.fileName} is not directly in ${out}`);
    }
  } finally {
    await build.close();
  }
}
