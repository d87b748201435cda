import { SamError } from './errors.ts';
import { get, has, type JsonMap } from './json.ts';

/** What a resource may have been before the transform, by what it is after it: it keeps its logical id. */
const BECOMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['AWS::Lambda::Function', ['AWS::Serverless::Function']],
  ['AWS::Lambda::WebFunction', ['AWS::Serverless::WebFunction']],
  ['AWS::Lambda::LayerVersion', ['AWS::Serverless::LayerVersion']],
  ['AWS::Lambda::CapacityProvider', ['AWS::Serverless::CapacityProvider']],
  ['AWS::Lambda::MicrovmImage', ['AWS::Serverless::MicrovmImage']],
  ['AWS::Lambda::NetworkConnector', ['AWS::Serverless::NetworkConnector']],
  ['AWS::ApiGateway::RestApi', ['AWS::Serverless::Api']],
  ['AWS::ApiGatewayV2::Api', ['AWS::Serverless::HttpApi', 'AWS::Serverless::WebSocketApi']],
  ['AWS::S3::Bucket', ['AWS::S3::Bucket']],
  ['AWS::SNS::Topic', ['AWS::SNS::Topic']],
  ['AWS::DynamoDB::Table', ['AWS::Serverless::SimpleTable']],
  ['AWS::CloudFormation::Stack', ['AWS::Serverless::Application']],
  ['AWS::Cognito::UserPool', ['AWS::Cognito::UserPool']],
  ['AWS::ApiGateway::DomainName', ['AWS::ApiGateway::DomainName']],
  ['AWS::ApiGateway::BasePathMapping', ['AWS::ApiGateway::BasePathMapping']],
  ['AWS::ApiGateway::DomainNameV2', ['AWS::ApiGateway::DomainNameV2']],
  ['AWS::ApiGateway::BasePathMappingV2', ['AWS::ApiGateway::BasePathMappingV2']],
  ['AWS::StepFunctions::StateMachine', ['AWS::Serverless::StateMachine']],
  ['AWS::AppSync::GraphQLApi', ['AWS::Serverless::GraphQLApi']],
]);

/** Whether a generated resource may have a logical id: nothing in the template has it, or what becomes of that is this resource. */
export function isNewId(id: string, type: string, resources: JsonMap): boolean {
  if (!has(resources, id)) return true;
  const taken = get(get(resources, id), 'Type');
  return typeof taken === 'string' && (BECOMES.get(type) ?? []).includes(taken);
}

export function duplicateId(id: string, generatedId: string, type: string): SamError {
  return new SamError(
    id,
    `Transforming resource with id [${id}] attempts to create a new resource with id [${generatedId}] and type "${type}". A resource with that id already exists within this template. Please use a different id for that resource.`,
  );
}
