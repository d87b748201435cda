import { get, isGiven, isMap, type Json, type JsonMap, MARKS } from './json.ts';

/** The part of the SAM template that something was generated for: the keys below a resource. `[]` is the resource itself. */
export interface From {
  readonly id: string;
  /** `['Properties', 'Events', 'Upload']`. */
  readonly path: readonly string[];
}

/** A resource of CloudFormation that the transform made. Properties and attributes that are missing or null are left out of the template. */
export interface CfnResource {
  readonly type: string;
  id: string;
  properties: Record<string, Json | undefined>;
  /** `Condition`, `DeletionPolicy`, `UpdateReplacePolicy`, `UpdatePolicy`, `Metadata`. */
  attributes: Record<string, Json | undefined>;
  dependsOn: Json | undefined;
  /** What it was made for; `undefined` is the SAM resource that is being transformed. */
  readonly from: From | undefined;
}

export interface CfnResourceOptions {
  readonly attributes?: Readonly<Record<string, Json | undefined>> | undefined;
  readonly dependsOn?: Json | undefined;
  readonly properties?: Readonly<Record<string, Json | undefined>>;
  readonly from?: From | undefined;
}

/** Makes a resource: `cfn('AWS::Lambda::Permission', 'ApiPermission', { attributes, properties })`. */
export function cfn(type: string, id: string, options: CfnResourceOptions = {}): CfnResource {
  return {
    type,
    id,
    properties: withMarks({ ...options.properties }, options.properties),
    attributes: { ...options.attributes },
    dependsOn: options.dependsOn,
    from: options.from,
  };
}

/** The body of a resource as it stands under its logical id in the template. */
export function bodyOf(resource: CfnResource): JsonMap {
  const body: JsonMap = { Type: resource.type };
  if (isGiven(resource.dependsOn)) body.DependsOn = resource.dependsOn;
  for (const [name, value] of Object.entries(resource.attributes)) if (value !== undefined) body[name] = value;
  const properties: JsonMap = {};
  for (const [name, value] of Object.entries(resource.properties)) if (value !== undefined && value !== null) properties[name] = value;
  body.Properties = withMarks(properties, resource.properties);
  return body;
}

/** A shallow copy knows where its parts stand as well. */
function withMarks<Made extends object>(made: Made, original: object | undefined): Made {
  const marks = original === undefined ? undefined : MARKS.get(original);
  if (marks !== undefined) MARKS.set(made, marks);
  return made;
}

/** A SAM resource while it is being transformed. The maps are the template's own: what plugins and events put into them is seen. */
export interface SamResource {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonMap;
  /** The whole body. */
  readonly body: JsonMap;
}

/** Attributes of a SAM resource that stay on the resource it becomes. */
export function ownAttributes(resource: SamResource): Record<string, Json | undefined> {
  return pick(resource.body, ['DeletionPolicy', 'UpdatePolicy', 'Condition', 'UpdateReplacePolicy', 'Metadata']);
}

/** Attributes that everything generated for a SAM resource gets. */
export function passedOnAttributes(resource: SamResource): Record<string, Json | undefined> {
  return pick(resource.body, ['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']);
}

function pick(body: JsonMap, names: readonly string[]): Record<string, Json | undefined> {
  return Object.fromEntries(names.filter((name) => get(body, name) !== undefined).map((name) => [name, get(body, name)]));
}

export function ref(id: string): JsonMap {
  return { Ref: id };
}

export function getAtt(id: string, attribute: string): JsonMap {
  return { 'Fn::GetAtt': [id, attribute] };
}

export function sub(text: string, variables?: JsonMap): JsonMap {
  return variables === undefined ? { 'Fn::Sub': text } : { 'Fn::Sub': [text, variables] };
}

/** A map with one key, which is how a call of a function looks. */
export function looksLikeCall(value: Json | undefined): value is JsonMap {
  return isMap(value) && Object.keys(value).length === 1;
}

const INTRINSIC = /^(?:Fn::|Ref$|Condition$)/;

/** A call of a function of CloudFormation. */
export function isCall(value: Json | undefined): value is JsonMap {
  if (!looksLikeCall(value)) return false;
  return INTRINSIC.test(Object.keys(value)[0] ?? '');
}
