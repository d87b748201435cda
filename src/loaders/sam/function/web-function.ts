import type { Macro, TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { get, isGiven, isMap, type Json, type JsonMap, put } from '../json.ts';
import { inherit, textOf } from '../origins.ts';
import { managedPolicyArn } from '../partition.ts';
import { checkProperties, IS_INTEGER, IS_LIST, IS_MAP, IS_TEXT, oneOf, optional, type PropertyTable, passThrough } from '../properties.ts';
import { pythonNumber } from '../python-number.ts';
import { type CfnResource, cfn, getAtt, isCall, ownAttributes, passedOnAttributes, type SamResource, sub } from '../resource.ts';
import { webFunctionS3Location } from '../s3-uri.ts';
import { constructTagList } from '../tags.ts';
import { passOn, passOnAs, passOnGiven, propertyOf } from './pass-on.ts';
import { lambdaAssumeRolePolicyDocument } from './policy-documents.ts';
import { replicaRegions } from './regions.ts';
import { constructRole } from './role.ts';
import { checkWebFunction } from './web-function-checks.ts';

const PROPERTIES: PropertyTable = {
  FunctionName: optional(oneOf(IS_TEXT, IS_MAP)),
  Tags: optional(IS_MAP),
  ReplicaRegions: optional(oneOf(IS_LIST, IS_MAP)),
  AuthType: passThrough(),
  Runtime: passThrough(),
  CodeUri: passThrough(),
  InlineCode: passThrough(),
  RevisionDescription: passThrough(),
  KmsKeyArn: passThrough(),
  ExecutionRoleArn: optional(IS_TEXT),
  EnvironmentVariables: optional(IS_MAP),
  EntryPoint: passThrough(),
  MaxConcurrencyPerEnvironment: passThrough(),
  EgressNetworkConnectorArn: passThrough(),
  Timeout: optional(IS_INTEGER),
  LoggingConfig: passThrough(),
  RevisionWeights: passThrough(),
  EndpointName: passThrough(),
  EndpointType: passThrough(),
  EndpointDescription: passThrough(),
  ScalingConfig: passThrough(),
  ThrottleConfig: passThrough(),
  AutoDeploymentMode: passThrough(),
};

/** `AWS::Serverless::WebFunction`: the function, its revision and endpoint, and its role if it names none. */
export const webFunctionMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  checkWebFunction(resource, context);
  const { id, properties } = resource;
  const attributes = passedOnAttributes(resource);
  const role = propertyOf(properties, 'ExecutionRoleArn') === undefined ? executionRole(resource, context) : undefined;

  const own: JsonMap = { FunctionName: functionName(resource), Tags: constructTagList(resource, properties.Tags) };
  inherit(own, 'FunctionName', properties);
  inherit(own, 'Tags', properties);
  const lambda = cfn('AWS::Lambda::WebFunction', id, { attributes: ownAttributes(resource), properties: own });

  const revision = cfn('AWS::Lambda::WebFunctionRevision', `${id}Revision`, {
    attributes,
    dependsOn: [id],
    properties: revisionProperties(resource, role),
  });
  const endpoint = cfn('AWS::Lambda::WebFunctionEndpoint', `${id}Endpoint`, {
    attributes,
    dependsOn: [id, revision.id],
    properties: endpointProperties(resource, revision),
  });
  lambda.dependsOn = get(resource.body, 'DependsOn');
  return { resources: [lambda, revision, endpoint, ...(role === undefined ? [] : [role])] };
};

function executionRole(resource: SamResource, context: TransformContext): CfnResource {
  return constructRole(
    {
      resourceId: resource.id,
      attributes: passedOnAttributes(resource),
      assumeRolePolicyDocument: lambdaAssumeRolePolicyDocument(),
      managedPolicyArns: [managedPolicyArn(context.region, 'service-role/AWSLambdaBasicExecutionRole')],
      tags: constructTagList(resource, resource.properties.Tags),
    },
    context,
  );
}

/** What a name may take of the logical id: 64 characters less a hyphen and 8 of the id of the stack. */
const LONGEST_ID = 55;

// `Ref` of a web function is its ARN, so that its name stands wherever it is needed.
function functionName({ id, properties }: SamResource): Json {
  const given = propertyOf(properties, 'FunctionName');
  if (isGiven(given)) return given;
  const stackUuid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  return sub(`${id.slice(0, LONGEST_ID)}-\${StackIdSuffix}`, {
    StackIdSuffix: { 'Fn::Select': [0, { 'Fn::Split': ['-', stackUuid] }] },
  });
}

function revisionProperties(resource: SamResource, role: CfnResource | undefined): JsonMap {
  const { id, properties } = resource;
  const made: JsonMap = { FunctionName: functionName(resource) };
  passOnAs(made, 'Description', properties, 'RevisionDescription');
  passOn(made, ['KmsKeyArn'], properties);
  const code = codeLocation(id, properties);
  if (propertyOf(properties, 'Runtime') === undefined) throw wrongProperty(id, 'Runtime', "'Runtime' is required.");
  const runtime: JsonMap = {};
  passOn(runtime, ['Runtime'], properties);
  const codeConfig: JsonMap = { S3Object: code };
  inherit(codeConfig, 'S3Object', properties, 'CodeUri');
  made.BuildConfig = { CodeConfig: codeConfig, RuntimeConfig: runtime };
  made.ServiceConfig = serviceConfig(id, properties, role);
  return made;
}

function codeLocation(id: string, properties: JsonMap): JsonMap {
  const uri = propertyOf(properties, 'CodeUri');
  const inline = propertyOf(properties, 'InlineCode');
  if (uri !== undefined && inline !== undefined) {
    throw wrongProperty(id, 'InlineCode', "Only one of 'InlineCode' or 'CodeUri' can be set.");
  }
  if (isGiven(uri)) return webFunctionS3Location(uri, id, 'CodeUri');
  if (isGiven(inline)) {
    throw wrongProperty(
      id,
      'InlineCode',
      "'InlineCode' is not yet supported for 'AWS::Serverless::WebFunction'. Please use 'CodeUri' instead.",
    );
  }
  throw wrongProperty(id, 'CodeUri', "Either 'InlineCode' or 'CodeUri' must be set.");
}

function serviceConfig(id: string, properties: JsonMap, role: CfnResource | undefined): JsonMap {
  const made: JsonMap = {};
  if (role === undefined) passOn(made, ['ExecutionRoleArn'], properties);
  else made.ExecutionRoleArn = getAtt(role.id, 'Arn');
  const variables = propertyOf(properties, 'EnvironmentVariables');
  const entryPoint = propertyOf(properties, 'EntryPoint');
  if (isCall(variables)) {
    if (isGiven(entryPoint)) {
      throw wrongProperty(id, 'EntryPoint', "'EntryPoint' cannot be used when 'EnvironmentVariables' is an intrinsic function.");
    }
    passOn(made, ['EnvironmentVariables'], properties);
  } else {
    const texts = textVariables(variables);
    passOnGiven(texts, 'AWS_LAMBDA_NODEJS_ENTRYPOINT', properties, 'EntryPoint');
    if (isGiven(texts)) {
      made.EnvironmentVariables = texts;
      inherit(made, 'EnvironmentVariables', properties);
    }
  }
  if (isGiven(propertyOf(properties, 'LoggingConfig'))) {
    const telemetry: JsonMap = {};
    passOn(telemetry, ['LoggingConfig'], properties);
    made.TelemetryConfig = telemetry;
    inherit(made, 'TelemetryConfig', properties, 'LoggingConfig');
  }
  passOn(made, ['MaxConcurrencyPerEnvironment', 'EgressNetworkConnectorArn'], properties);
  made.TimeoutSeconds = 30;
  passOnGiven(made, 'TimeoutSeconds', properties, 'Timeout');
  return made;
}

/** CloudFormation takes texts only. */
function textVariables(variables: Json | undefined): JsonMap {
  const made: JsonMap = {};
  if (!isMap(variables)) return made;
  for (const key of Object.keys(variables)) {
    const value = get(variables, key);
    if (typeof value === 'boolean') put(made, key, String(value));
    else if (typeof value === 'number') put(made, key, pythonNumber(value, textOf(variables, key)));
    else put(made, key, value);
    inherit(made, key, variables);
  }
  return made;
}

function endpointProperties(resource: SamResource, revision: CfnResource): JsonMap {
  const { id, properties } = resource;
  const made: JsonMap = { FunctionName: functionName(resource), EndpointName: 'prod', EndpointType: 'HomeRegion' };
  passOnGiven(made, 'EndpointName', properties);
  passOnGiven(made, 'EndpointType', properties);
  passOn(made, ['AuthType', 'ScalingConfig', 'ThrottleConfig'], properties);
  passOnAs(made, 'Description', properties, 'EndpointDescription');
  const weights = propertyOf(properties, 'RevisionWeights');
  made.RevisionWeights =
    isMap(weights) && isGiven(weights)
      ? Object.keys(weights).map((revisionId) => weightOf(weights, revisionId))
      : [{ RevisionId: getAtt(revision.id, 'RevisionId'), Weight: 100 }];
  inherit(made, 'RevisionWeights', properties);
  const regions = propertyOf(properties, 'ReplicaRegions');
  if (regions !== undefined) {
    made.Regions = replicaRegions(id, regions);
    inherit(made, 'Regions', properties, 'ReplicaRegions');
  }
  return made;
}

function weightOf(weights: JsonMap, revisionId: string): JsonMap {
  const made: JsonMap = { RevisionId: revisionId, Weight: get(weights, revisionId) };
  inherit(made, 'Weight', weights, revisionId);
  return made;
}
