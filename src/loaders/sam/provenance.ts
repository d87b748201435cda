import { get, getIn, isEqual, isMap, type Json, type JsonMap } from './json.ts';
import { inherit, placeOf } from './origins.ts';
import type { CfnResource, From } from './resource.ts';

/** Properties of SAM resources by the property of a generated resource that they become, where the names differ. */
const RENAMED: ReadonlyMap<string, readonly string[]> = new Map([
  ['AttributeDefinitions', ['PrimaryKey']],
  ['Body', ['DefinitionBody']],
  ['BodyS3Location', ['DefinitionUri']],
  ['Code', ['CodeUri', 'InlineCode', 'ImageUri']],
  ['Content', ['ContentUri']],
  ['DeadLetterConfig', ['DeadLetterQueue']],
  ['DefinitionS3Location', ['DefinitionUri']],
  ['DefinitionString', ['Definition']],
  ['KeySchema', ['PrimaryKey']],
  ['LoggingConfiguration', ['Logging']],
  ['ManagedPolicyArns', ['Policies']],
  ['Path', ['RolePath']],
  ['RoleArn', ['Role']],
  ['StateMachineName', ['Name']],
  ['StateMachineType', ['Type']],
  ['TemplateURL', ['Location']],
  ['TracingConfig', ['Tracing']],
  ['TracingConfiguration', ['Tracing']],
]);

/** Notes where the attributes and properties of a generated resource come from, as far as names and values tell and nobody noted it before. */
export function noteOrigins(body: JsonMap, resource: CfnResource, from: From, source: JsonMap): void {
  const samBody = getIn(source, 'Resources', from.id);
  const isOwn = from.path.length === 0;
  if (isOwn) for (const name of Object.keys(body)) noteOrigin(body, name, samBody, name);
  const properties = get(body, 'Properties');
  if (!isMap(properties)) return;
  const part = getIn(samBody, ...from.path);
  const samProperties = get(samBody, 'Properties');
  const goesByName = isOwn || resource.type === 'AWS::IAM::Role';
  for (const name of Object.keys(properties)) {
    if (placeOf(properties, name) !== undefined) continue;
    const nearby = isOwn ? [] : [get(part, 'Properties'), part];
    if (nearby.some((map) => noteOrigin(properties, name, map, name))) continue;
    if (!goesByName && !isEqual(properties[name], get(samProperties, name))) continue;
    const names = goesByName ? [name, ...(RENAMED.get(name) ?? [])] : [name];
    names.some((samName) => noteOrigin(properties, name, samProperties, samName));
  }
}

function noteOrigin(target: JsonMap, name: string, from: Json | undefined, fromName: string): boolean {
  if (placeOf(from, fromName) === undefined) return false;
  inherit(target, name, from, fromName);
  return true;
}
