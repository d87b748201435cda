import type { Json } from '../../json.ts';
import { arn } from '../../partition.ts';
import { type CfnResource, ref, sub } from '../../resource.ts';
import { type GatewayApi, generated } from './generated.ts';

/** Lets an API invoke the function of one of its authorizers; `path` is where that is declared, below `Properties`. */
export function authorizerPermission(api: GatewayApi, id: string, functionArn: Json, path: readonly string[]): CfnResource {
  const source = arn({ partition: '${AWS::Partition}', service: 'execute-api', resource: '${__ApiId__}/authorizers/*' });
  return generated(api, 'AWS::Lambda::Permission', id, path, {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: sub(source, { __ApiId__: ref(api.id) }),
  });
}
