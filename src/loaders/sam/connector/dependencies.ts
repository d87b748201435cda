import { insertUnique } from '../deep.ts';
import { logicalIdOf } from '../intrinsics.ts';
import { asList, get, getIn, isMap, type JsonMap } from '../json.ts';

/** Lets a resource, if the template has it, wait for another one. */
export function addDependency(resources: JsonMap, id: string, dependency: string): void {
  const resource = get(resources, id);
  if (isMap(resource)) resource.DependsOn = insertUnique(get(resource, 'DependsOn') ?? [], dependency);
}

/** Lets everything that waits for one resource wait for others instead. */
export function replaceDependency(resources: JsonMap, id: string, replacements: readonly string[]): void {
  for (const resource of Object.values(resources)) {
    if (!isMap(resource)) continue;
    const dependencies = asList(get(resource, 'DependsOn'));
    const index = dependencies.indexOf(id);
    if (index !== -1) resource.DependsOn = insertUnique(dependencies.toSpliced(index, 1), [...replacements]);
  }
}

/** The event source mappings between two resources. */
export function eventSourceMappings(resources: JsonMap, sourceId: string, functionId: string): readonly string[] {
  return Object.keys(resources).filter((id) => {
    const resource = get(resources, id);
    return (
      get(resource, 'Type') === 'AWS::Lambda::EventSourceMapping' &&
      logicalIdOf(getIn(resource, 'Properties', 'FunctionName')) === functionId &&
      logicalIdOf(getIn(resource, 'Properties', 'EventSourceArn')) === sourceId
    );
  });
}
