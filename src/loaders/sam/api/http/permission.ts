import type { JsonMap } from '../../json.ts';
import { arn } from '../../partition.ts';
import { type CfnResource, ref, sub } from '../../resource.ts';
import { type GatewayApi, generated, handOn } from './generated.ts';

/**
 * Lets an API invoke the function of one of its authorizers, which is property `name` of its declaration; `path` is where that
 * stands, below `Properties`.
 */
export function authorizerPermission(
  api: GatewayApi,
  id: string,
  declaration: JsonMap,
  name: string,
  path: readonly string[],
): CfnResource {
  const source = arn({ partition: '${AWS::Partition}', service: 'execute-api', resource: '${__ApiId__}/authorizers/*' });
  const properties: JsonMap = {
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sub(source, { __ApiId__: ref(api.id) }),
  };
  handOn(properties, 'FunctionName', declaration, name);
  return generated(api, 'AWS::Lambda::Permission', id, path, properties);
}
