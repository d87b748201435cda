import type { Macro, TransformContext } from '../context.ts';
import { wrongProperty } from '../errors.ts';
import { get, isGiven, isMap, type Json, type JsonMap } from '../json.ts';
import { inherit } from '../origins.ts';
import { checkProperties, IS_BOOLEAN, IS_LIST, IS_MAP, IS_TEXT, oneOf, type PropertyTable, strict, strictRequired } from '../properties.ts';
import { type CfnResource, cfn, getAtt, ownAttributes, passedOnAttributes, type SamResource } from '../resource.ts';
import { propagateTagsCombine } from '../tags.ts';
import { checkedModel } from './checked-model.ts';
import { tagsCreatedBySam } from './created-by-sam.ts';
import { passOn, passOnAs, passOnGiven, propertyOf } from './pass-on.ts';
import { assumeRolePolicyDocument } from './policy-documents.ts';
import { resolveWithin } from './resolve.ts';
import { anyMap, boolean, callOr, integer, list, model, optionalField, requiredField, text, word } from './schema.ts';

const TEXT_OR_MAP = oneOf(IS_TEXT, IS_MAP);

const PROPERTIES: PropertyTable = {
  Name: strictRequired(TEXT_OR_MAP),
  CodeUri: strictRequired(TEXT_OR_MAP),
  BaseImageArn: strictRequired(TEXT_OR_MAP),
  BuildRoleArn: strict(TEXT_OR_MAP),
  BaseImageVersion: strictRequired(TEXT_OR_MAP),
  Description: strict(TEXT_OR_MAP),
  Tags: strict(IS_MAP),
  Logging: strict(IS_MAP),
  EgressNetworkConnectors: strict(IS_LIST),
  CpuConfigurations: strict(IS_LIST),
  Resources: strict(IS_LIST),
  AdditionalOsCapabilities: strict(IS_LIST),
  Hooks: strict(IS_MAP),
  EnvironmentVariables: strict(IS_MAP),
  PropagateTags: strict(IS_BOOLEAN),
};

const TEXT = callOr(text);
const HOOK = optionalField(callOr(word('ENABLED', 'DISABLED')));
const SECONDS = optionalField(callOr(integer));

const MODEL = model({
  Name: requiredField(TEXT),
  CodeUri: requiredField(TEXT),
  BaseImageArn: requiredField(TEXT),
  BaseImageVersion: requiredField(TEXT),
  BuildRoleArn: optionalField(TEXT),
  Description: optionalField(TEXT),
  Tags: optionalField(anyMap),
  Logging: optionalField(
    model({
      Disabled: optionalField(boolean),
      CloudWatch: optionalField(model({ LogGroup: optionalField(TEXT), LogStream: optionalField(TEXT) })),
    }),
  ),
  EgressNetworkConnectors: optionalField(list(TEXT)),
  CpuConfigurations: optionalField(list(model({ Architecture: requiredField(callOr(word('ARM_64'))) }))),
  Resources: optionalField(list(model({ MinimumMemoryInMiB: requiredField(callOr(integer)) }))),
  AdditionalOsCapabilities: optionalField(list(callOr(word('ALL')))),
  Hooks: optionalField(
    model({
      Port: SECONDS,
      MicrovmHooks: optionalField(
        model({
          Run: HOOK,
          RunTimeoutInSeconds: SECONDS,
          Resume: HOOK,
          ResumeTimeoutInSeconds: SECONDS,
          Suspend: HOOK,
          SuspendTimeoutInSeconds: SECONDS,
          Terminate: HOOK,
          TerminateTimeoutInSeconds: SECONDS,
        }),
      ),
      MicrovmImageHooks: optionalField(
        model({ Ready: HOOK, ReadyTimeoutInSeconds: SECONDS, Validate: HOOK, ValidateTimeoutInSeconds: SECONDS }),
      ),
    }),
  ),
  EnvironmentVariables: optionalField(anyMap),
  PropagateTags: optionalField(boolean),
});

/** `AWS::Serverless::MicrovmImage`: the image, and the role it is built with if it names none. */
export const microVmImageMacro: Macro = (resource, context) => {
  checkProperties(resource, PROPERTIES);
  checkedModel(resource, MODEL);
  const { id, properties } = resource;
  const role = isGiven(propertyOf(properties, 'BuildRoleArn')) ? undefined : buildRole(resource, context);

  // CloudFormation wants all of these.
  const made: JsonMap = {
    Description: '',
    Logging: {},
    EgressNetworkConnectors: [],
    CpuConfigurations: [],
    Resources: [],
    AdditionalOsCapabilities: [],
    Hooks: {},
  };
  for (const name of Object.keys(made)) passOnGiven(made, name, properties);
  passOn(made, ['Name', 'BaseImageArn', 'BaseImageVersion'], properties);
  const artifact: JsonMap = {};
  passOnAs(artifact, 'Uri', properties, 'CodeUri');
  made.CodeArtifact = artifact;
  inherit(made, 'CodeArtifact', properties, 'CodeUri');
  if (role === undefined) passOn(made, ['BuildRoleArn'], properties);
  else made.BuildRoleArn = getAtt(role.id, 'Arn');
  made.Tags = tagsCreatedBySam(properties.Tags);
  inherit(made, 'Tags', properties);
  made.EnvironmentVariables = keysAndValues(properties.EnvironmentVariables);
  inherit(made, 'EnvironmentVariables', properties);

  const image = cfn('AWS::Lambda::MicrovmImage', id, {
    attributes: ownAttributes(resource),
    dependsOn: get(resource.body, 'DependsOn'),
    properties: made,
  });
  const resources = [image, ...(role === undefined ? [] : [role])];
  propagateTagsCombine(resources, properties.Tags, properties.PropagateTags);
  return { resources };
};

function keysAndValues(variables: Json | undefined): Json[] {
  if (!isMap(variables)) return [];
  return Object.keys(variables).map((key) => {
    const made: JsonMap = { Key: key, Value: get(variables, key) ?? null };
    inherit(made, 'Value', variables, key);
    return made;
  });
}

function buildRole(resource: SamResource, context: TransformContext): CfnResource {
  return cfn('AWS::IAM::Role', `${resource.id}BuildRole`, {
    attributes: passedOnAttributes(resource),
    properties: {
      AssumeRolePolicyDocument: assumeRolePolicyDocument('lambda.amazonaws.com'),
      Policies: [
        {
          PolicyName: 'MicrovmImageBuildPolicy',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: ['s3:GetObject'], Resource: codeObjects(resource, context) },
              { Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
            ],
          },
        },
      ],
      Tags: tagsCreatedBySam(),
    },
  });
}

/** ARN of the objects in the bucket that the code is in, which may be known to CloudFormation only. */
function codeObjects({ id, properties }: SamResource, context: TransformContext): JsonMap {
  const uri = propertyOf(properties, 'CodeUri') ?? null;
  const resolved = isMap(uri) ? resolveWithin(uri, context.parameterResolver) : uri;
  const [, bucket] = typeof resolved === 'string' ? (/^s3:\/\/([^/]*)/.exec(resolved) ?? []) : [];
  if (bucket === '') {
    throw wrongProperty(id, 'CodeUri', 'CodeUri must be a valid S3 URI with a bucket name (e.g. s3://bucket/key.zip).');
  }
  if (bucket !== undefined) return { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucket}/*` };
  const atDeployment = { 'Fn::Select': [2, { 'Fn::Split': ['/', uri] }] };
  return { 'Fn::Sub': ['arn:${AWS::Partition}:s3:::${Bucket}/*', { Bucket: atDeployment }] };
}
