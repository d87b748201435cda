import {
  anyMap,
  anything,
  boolean,
  callOr,
  list,
  model,
  optionalField,
  requiredField,
  type Shape,
  text,
  union,
  word,
} from '../function/schema.ts';
import { isMap, type JsonMap, put } from '../json.ts';
import { inherit } from '../origins.ts';
import { IS_BOOLEAN, IS_MAP, IS_TEXT, oneOf, type PropertyTable, passThrough, strict, strictRequired } from '../properties.ts';

/** Properties of `AWS::Serverless::GraphQLApi`. */
export const TABLE: PropertyTable = {
  Name: passThrough(),
  Tags: strict(IS_MAP),
  XrayEnabled: passThrough(),
  Auth: strictRequired(IS_MAP),
  SchemaInline: strict(IS_TEXT),
  SchemaUri: strict(IS_TEXT),
  Logging: strict(oneOf(IS_MAP, IS_BOOLEAN)),
  DataSources: strict(IS_MAP),
  Functions: strict(IS_MAP),
  Resolvers: strict(IS_MAP),
  ApiKeys: strict(IS_MAP),
  DomainName: strict(IS_MAP),
  Cache: strict(IS_MAP),
  Visibility: passThrough(),
  OwnerContact: passThrough(),
  IntrospectionConfig: passThrough(),
  QueryDepthLimit: passThrough(),
  ResolverCountLimit: passThrough(),
};

const passed = optionalField(anything);
const passedRequired = requiredField(anything);

function mapOf(item: Shape): Shape {
  return (value, path, failures) => {
    const map = anyMap(value, path, failures);
    if (!isMap(map)) return map;
    const made: JsonMap = {};
    for (const [key, each] of Object.entries(map)) {
      put(made, key, item(each ?? null, [...path, key], failures));
      inherit(made, key, map);
    }
    return made;
  };
}

const AUTHORIZER = {
  Type: requiredField(word('AWS_IAM', 'API_KEY', 'AWS_LAMBDA', 'OPENID_CONNECT', 'AMAZON_COGNITO_USER_POOLS')),
  LambdaAuthorizer: optionalField(
    model({ AuthorizerResultTtlInSeconds: passed, AuthorizerUri: passedRequired, IdentityValidationExpression: passed }),
  ),
  OpenIDConnect: optionalField(model({ AuthTTL: passed, ClientId: passed, IatTTL: passed, Issuer: passed })),
  UserPool: optionalField(model({ AppIdClientRegex: passed, AwsRegion: passed, DefaultAction: passed, UserPoolId: passedRequired })),
};

const DYNAMO_DB_SOURCE = model({
  TableName: passedRequired,
  ServiceRoleArn: passed,
  TableArn: passed,
  Permissions: optionalField(list(word('Read', 'Write'))),
  Name: passed,
  Description: passed,
  Region: passed,
  DeltaSync: optionalField(model({ BaseTableTTL: passedRequired, DeltaSyncTableName: passedRequired, DeltaSyncTableTTL: passedRequired })),
  UseCallerCredentials: passed,
  Versioned: passed,
});

const LAMBDA_SOURCE = model({ FunctionArn: passedRequired, ServiceRoleArn: passed, Name: passed, Description: passed });

const RUNTIME = model({ Name: passedRequired, Version: passedRequired });

const SYNC = model({
  ConflictDetection: passedRequired,
  ConflictHandler: passed,
  LambdaConflictHandlerConfig: optionalField(model({ LambdaConflictHandlerArn: passedRequired })),
});

const FUNCTION = model({
  DataSource: optionalField(callOr(text)),
  Runtime: optionalField(RUNTIME),
  InlineCode: passed,
  CodeUri: passed,
  Description: passed,
  MaxBatchSize: passed,
  Name: optionalField(text),
  Id: passed,
  Sync: optionalField(SYNC),
});

const RESOLVER = model({
  FieldName: optionalField(text),
  Caching: optionalField(model({ Ttl: passedRequired, CachingKeys: optionalField(list(anything)) })),
  InlineCode: passed,
  CodeUri: passed,
  MaxBatchSize: passed,
  Pipeline: optionalField(list(text)),
  Runtime: optionalField(RUNTIME),
  Sync: optionalField(SYNC),
});

/** What the properties have to look like in detail, in the order in which AWS looks at them. */
export const MODEL = model({
  Auth: requiredField(model({ ...AUTHORIZER, Additional: optionalField(list(model(AUTHORIZER))) })),
  Tags: optionalField(anyMap),
  Name: passed,
  XrayEnabled: optionalField(boolean),
  SchemaInline: passed,
  SchemaUri: passed,
  Logging: optionalField(union(model({ CloudWatchLogsRoleArn: passed, ExcludeVerboseContent: passed, FieldLogLevel: passed }), boolean)),
  DataSources: optionalField(model({ DynamoDb: optionalField(mapOf(DYNAMO_DB_SOURCE)), Lambda: optionalField(mapOf(LAMBDA_SOURCE)) })),
  Functions: optionalField(mapOf(FUNCTION)),
  Resolvers: optionalField(mapOf(mapOf(RESOLVER))),
  ApiKeys: optionalField(mapOf(model({ ApiKeyId: passed, Description: passed, ExpiresOn: passed }))),
  DomainName: optionalField(model({ CertificateArn: passedRequired, DomainName: passedRequired, Description: passed })),
  Cache: optionalField(
    model({
      ApiCachingBehavior: passedRequired,
      Ttl: passedRequired,
      Type: passedRequired,
      AtRestEncryptionEnabled: passed,
      TransitEncryptionEnabled: passed,
    }),
  ),
  Visibility: passed,
  OwnerContact: passed,
  IntrospectionConfig: passed,
  QueryDepthLimit: passed,
  ResolverCountLimit: passed,
});
