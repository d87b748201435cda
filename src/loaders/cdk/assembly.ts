import type { DeploymentUnit } from '../../model/template.ts';
import type { LoadContext } from '../context.ts';

/** Loads a cloud assembly by its manifest. */
export function loadAssembly(manifest: string, context: LoadContext): readonly DeploymentUnit[] {
  context.enter(manifest, { status: 'unsupported', format: 'cdk', reason: 'cloud assemblies are not judged by this version' });
  return [];
}
