import { SamError, wrongResource, wrongTemplate } from './errors.ts';
import { get, isGiven, isMap, type JsonMap } from './json.ts';

/** The types of resources that plugins and `Globals` see, without the name of the service. Connectors and GraphQL APIs they do not. */
const PLUGIN_TYPES: ReadonlySet<string> = new Set(
  [
    'Api',
    'Function',
    'WebFunction',
    'SimpleTable',
    'Application',
    'LayerVersion',
    'HttpApi',
    'WebSocketApi',
    'StateMachine',
    'CapacityProvider',
    'MicrovmImage',
    'NetworkConnector',
  ].map((name) => `AWS::Serverless::${name}`),
);

/** A resource of a template. */
export interface SamBody {
  readonly id: string;
  readonly type: string;
  readonly body: JsonMap;
}

/** The SAM resources of a template that plugins see, of certain types or of all. Throws `SamError` for a wrong condition of any resource. */
export function* samResources(template: JsonMap, ...types: readonly string[]): Generator<SamBody> {
  const resources = resourcesOf(template);
  for (const id of Object.keys(resources)) {
    const body = get(resources, id);
    if (!isMap(body)) continue;
    const condition = get(body, 'Condition');
    if (isGiven(condition) && typeof condition !== 'string') {
      throw new SamError(id, wrongTemplate('Every Condition member must be a string.').message, ['Condition']);
    }
    const type = get(body, 'Type');
    if (typeof type === 'string' && PLUGIN_TYPES.has(type) && (types.length === 0 || types.includes(type))) yield { id, type, body };
  }
}

/** The `Resources` of a template; empty when it has none. */
export function resourcesOf(template: JsonMap): JsonMap {
  const resources = get(template, 'Resources');
  return isMap(resources) ? resources : {};
}

/** Makes sure that a template has resources that are maps with maps of properties. Throws `SamError`. */
export function validateStructure(template: JsonMap): void {
  const resources = get(template, 'Resources');
  if (!isMap(resources) || !isGiven(resources)) throw wrongTemplate("'Resources' section is required", ['Resources']);
  for (const id of Object.keys(resources)) {
    if (!isMap(get(resources, id))) {
      throw new SamError(
        id,
        wrongTemplate("All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.").message,
      );
    }
  }
  for (const { id, body } of samResources(template)) {
    const properties = get(body, 'Properties');
    if (properties !== undefined && !isMap(properties)) {
      throw wrongResource(id, "Attribute 'Properties' should be a map.", ['Properties']);
    }
  }
}
