import { isGiven, type Json, type JsonMap, put } from '../../json.ts';
import { INTEGRATION } from '../base-editor.ts';

/** What the answers to a preflight request say. Values are expressions of API Gateway (`'*'` with its quotes) or calls. */
export interface CorsHeaders {
  readonly allowOrigin: Json;
  readonly allowHeaders?: Json | undefined;
  readonly allowMethods?: Json | undefined;
  /** In seconds. */
  readonly maxAge?: Json | undefined;
  readonly allowCredentials?: Json | undefined;
}

/** The `OPTIONS` method that answers preflight requests. */
export function preflightMethod(cors: CorsHeaders): JsonMap {
  const parameters: JsonMap = {};
  const headers: JsonMap = {};
  const add = (header: string, value: Json, type: string): void => {
    put(parameters, `method.response.header.Access-Control-${header}`, value);
    put(headers, `Access-Control-${header}`, { type });
  };
  add('Allow-Origin', cors.allowOrigin, 'string');
  if (isGiven(cors.allowHeaders)) add('Allow-Headers', cors.allowHeaders, 'string');
  if (isGiven(cors.allowMethods)) add('Allow-Methods', cors.allowMethods, 'string');
  // Zero is an age, too.
  if (cors.maxAge !== undefined && cors.maxAge !== null) add('Max-Age', cors.maxAge, 'integer');
  if (cors.allowCredentials === true) add('Allow-Credentials', "'true'", 'string');
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    [INTEGRATION]: {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: { statusCode: '200', responseParameters: parameters, responseTemplates: { 'application/json': '{}\n' } },
      },
    },
    responses: { '200': { description: 'Default response for CORS method', headers } },
  };
}
