import { logicalIdOf } from '../intrinsics.ts';
import { get, getIn, has, isEqual, isGiven, isList, isMap, type Json, type JsonMap } from '../json.ts';
import { ref } from '../resource.ts';
import { connectedResource } from './profile.ts';

/** One end of a connector. Values are texts or calls of functions. */
export interface ConnectorEnd {
  /** Missing when the end is described by its properties, and need not be in the template. */
  readonly id: string | undefined;
  /** The type of CloudFormation. */
  readonly type: string;
  readonly arn: Json | undefined;
  readonly roleName: Json | undefined;
  readonly queueUrl: Json | undefined;
  readonly resourceId: Json | undefined;
  readonly name: Json | undefined;
  readonly qualifier: Json | undefined;
}

/** A reference that leads to nothing that could be connected. */
export class UnusableEnd extends Error {}

const TRANSFORMED_TYPES: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
};

/** Reads one end of a connector, given the other one. Throws `UnusableEnd`. */
export function connectorEnd(reference: JsonMap, other: JsonMap, resources: JsonMap): ConnectorEnd {
  const hasId = Object.hasOwn(reference, 'Id');
  const hasOthers = Object.keys(reference).some((key) => key !== 'Id' && key !== 'Qualifier');
  if (hasId === hasOthers) {
    throw new UnusableEnd("Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.");
  }
  const id = get(reference, 'Id');
  return isGiven(id) ? endInTemplate(id, reference, other, resources) : describedEnd(reference);
}

function describedEnd(reference: JsonMap): ConnectorEnd {
  const type = typeText(get(reference, 'Type'));
  return {
    id: undefined,
    type: (Object.hasOwn(TRANSFORMED_TYPES, type) ? TRANSFORMED_TYPES[type] : undefined) ?? type,
    arn: get(reference, 'Arn'),
    roleName: get(reference, 'RoleName'),
    queueUrl: get(reference, 'QueueUrl'),
    resourceId: get(reference, 'ResourceId'),
    name: get(reference, 'Name'),
    qualifier: get(reference, 'Qualifier'),
  };
}

function endInTemplate(id: Json, reference: JsonMap, other: JsonMap, resources: JsonMap): ConnectorEnd {
  if (typeof id !== 'string') throw new UnusableEnd("'Id' is missing or not a string.");
  const resource = get(resources, id);
  if (!isGiven(resource)) throw new UnusableEnd(`Unable to find resource with logical ID '${id}'.`);
  const type = typeText(get(resource, 'Type'));
  const known = connectedResource(type, id);
  return {
    id,
    type,
    arn: getIn(known, 'Outputs', 'Arn'),
    roleName: roleName(id, getIn(known, 'Inputs', 'Role'), get(resource, 'Properties'), other),
    queueUrl: getIn(known, 'Outputs', 'Url'),
    resourceId: getIn(known, 'Outputs', 'Id'),
    name: getIn(known, 'Outputs', 'Name'),
    qualifier: has(reference, 'Qualifier') ? get(reference, 'Qualifier') : getIn(known, 'Outputs', 'Qualifier'),
  };
}

function typeText(type: Json | undefined): string {
  if (typeof type === 'string' && type !== '') return type;
  throw new UnusableEnd("'Type' is missing or not a string.");
}

/** The role of a resource by its name: a property, or of a rule the role for the target at the other end. */
function roleName(id: string, source: Json | undefined, properties: Json | undefined, other: JsonMap): Json | undefined {
  if (source === undefined) return undefined;
  if (properties !== undefined && !isMap(properties)) throw new UnusableEnd(`The properties of '${id}' are no map.`);
  const role = typeof source === 'string' ? get(properties, source) : isMap(source) ? roleOfTarget(properties, other) : undefined;
  const roleId = logicalIdOf(role);
  return roleId === undefined || roleId === '' ? undefined : ref(roleId);
}

function roleOfTarget(properties: Json | undefined, other: JsonMap): Json | undefined {
  const targets = get(properties, 'Targets');
  const { Id: otherId, Arn: otherArn } = other;
  const target = (isList(targets) ? targets : []).find((each) => {
    const arn = get(each, 'Arn');
    const id = logicalIdOf(arn);
    return (isGiven(id) && id === otherId) || (isGiven(otherArn) && isEqual(arn, otherArn));
  });
  return get(target, 'RoleArn');
}
