import { makeShorthand } from '../intrinsics.ts';
import type { Json, JsonMap } from '../json.ts';
import { type CfnResource, sub } from '../resource.ts';
import { arnOf } from './target.ts';

/** Where API Gateway calls a function; `RESPONSE_STREAM` streams the answer. */
export function integrationUri(lambda: CfnResource, partition: string, transferMode?: Json): JsonMap {
  const isStreaming = transferMode === 'RESPONSE_STREAM';
  const version = isStreaming ? '2021-11-15' : '2015-03-31';
  const call = isStreaming ? 'response-streaming-invocations' : 'invocations';
  const name = makeShorthand(arnOf(lambda));
  return sub(`arn:${partition}:apigateway:\${AWS::Region}:lambda:path/${version}/functions/${name}/${call}`);
}

/** API Gateway leaves out the slash at the end of a path. */
export function withoutTrailingSlash(path: string): string {
  return path.replace(/^(.+)\/(\n?)$/, '$1$2');
}
