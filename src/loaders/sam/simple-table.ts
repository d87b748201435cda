import type { Macro } from './context.ts';
import { expectGiven, wrongProperty } from './errors.ts';
import { get, isGiven, type Json, type JsonMap } from './json.ts';
import { inherit } from './origins.ts';
import { checkProperties, IS_INTEGER, IS_MAP, IS_TEXT, mapOf, oneOf, optional, type PropertyTable, passThrough } from './properties.ts';
import { pythonText } from './python-text.ts';
import { cfn, ownAttributes, type SamResource } from './resource.ts';
import { tagList } from './tags.ts';

const PROPERTIES: PropertyTable = {
  PointInTimeRecoverySpecification: passThrough(),
  PrimaryKey: optional(mapOf(IS_TEXT)),
  ProvisionedThroughput: optional(mapOf(oneOf(IS_INTEGER, IS_MAP))),
  TableName: optional(oneOf(IS_TEXT, IS_MAP)),
  Tags: optional(IS_MAP),
  SSESpecification: optional(IS_MAP),
};

const ATTRIBUTE_TYPES: ReadonlyMap<Json, string> = new Map([
  ['String', 'S'],
  ['Number', 'N'],
  ['Binary', 'B'],
]);

/** `AWS::Serverless::SimpleTable`: a DynamoDB table with a key of one attribute. */
export const simpleTableMacro: Macro = (resource) => {
  checkProperties(resource, PROPERTIES);
  const given = (name: string): Json | undefined => {
    const value = get(resource.properties, name);
    return isGiven(value) ? value : undefined;
  };
  const key = primaryKey(resource);
  const keySchema: JsonMap = { AttributeName: key.AttributeName, KeyType: 'HASH' };
  inherit(keySchema, 'AttributeName', key);
  const throughput = given('ProvisionedThroughput');
  const tags = given('Tags');
  const table = cfn('AWS::DynamoDB::Table', resource.id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: {
      AttributeDefinitions: [key],
      KeySchema: [keySchema],
      PointInTimeRecoverySpecification: given('PointInTimeRecoverySpecification'),
      ProvisionedThroughput: throughput,
      BillingMode: throughput === undefined ? 'PAY_PER_REQUEST' : undefined,
      SSESpecification: given('SSESpecification'),
      TableName: given('TableName'),
      Tags: tags === undefined ? undefined : tagList(tags),
    },
  });
  return { resources: [table] };
};

function primaryKey(resource: SamResource): JsonMap {
  const key = get(resource.properties, 'PrimaryKey');
  if (!isGiven(key)) return { AttributeName: 'id', AttributeType: 'S' };
  const name = expectGiven(get(key, 'Name'), resource.id, 'PrimaryKey.Name');
  const type = expectGiven(get(key, 'Type'), resource.id, 'PrimaryKey.Type');
  const attributeType = ATTRIBUTE_TYPES.get(type);
  if (attributeType === undefined) throw wrongProperty(resource.id, 'PrimaryKey.Type', `Invalid 'Type' "${pythonText(type)}".`);
  const attribute: JsonMap = { AttributeName: name, AttributeType: attributeType };
  inherit(attribute, 'AttributeName', key, 'Name');
  inherit(attribute, 'AttributeType', key, 'Type');
  return attribute;
}
