import { loadConfig, loadPolicy } from '../../src/config/load.ts';
import { type ResolvedSettings, resolveSettings } from '../../src/config/resolve.ts';
import type { Flags } from '../../src/config/resolve-context.ts';
import { supplyFromMemory } from '../../src/supply/memory.ts';
import { KNOWN } from './known.ts';

export interface Situation {
  readonly config?: string;
  readonly policy?: string;
  readonly flags?: Flags;
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** What comes of a configuration, a policy, flags and variables. */
export async function resolved({ config, policy, flags, variables, files }: Situation): Promise<ResolvedSettings> {
  const all = {
    ...files,
    ...(config === undefined ? {} : { 'stackgate.config.yaml': config }),
    ...(policy === undefined ? {} : { 'policy.yaml': policy }),
  };
  const { reader } = supplyFromMemory(Object.entries(all).map(([path, content]) => ({ path, content })));
  const known = () => KNOWN;
  const loaded = policy === undefined ? undefined : await loadPolicy({ reader, path: 'policy.yaml', known, isInsideRoot: false });
  const allowCode = loaded?.document.allowRepositoryCode === true || policy === undefined;
  return resolveSettings({
    config: await loadConfig({ reader, absolute: (path) => path, known, allowCode }),
    known,
    ...(loaded === undefined ? {} : { policy: loaded }),
    ...(flags === undefined ? {} : { flags }),
    ...(variables === undefined ? {} : { environmentVariables: variables }),
  });
}
