import { expectMap, wrongProperty } from '../../errors.ts';
import { get, has, isGiven, isMap, type Json, type JsonMap, put } from '../../json.ts';
import { isCall } from '../../resource.ts';

const PROPERTIES = ['ResponseParameters', 'ResponseTemplates', 'StatusCode'];

const PARAMETERS = [
  { key: 'Headers', prefix: 'gatewayresponse.header.' },
  { key: 'Paths', prefix: 'gatewayresponse.path.' },
  { key: 'QueryStrings', prefix: 'gatewayresponse.querystring.' },
] as const;

/** Makes sure that `GatewayResponses` of an API is a map of responses with known properties. Throws `SamError`. */
export function checkGatewayResponses(api: string, responses: JsonMap): void {
  for (const [type, response] of Object.entries(responses)) {
    const at = `GatewayResponses.${type}`;
    if (isCall(response))
      throw wrongProperty(
        api,
        at,
        'Unable to set GatewayResponses attribute because intrinsic functions are not supported for this field.',
      );
    if (!isMap(response))
      throw wrongProperty(
        api,
        at,
        `Invalid property type '${pythonType(response)}' for GatewayResponses. Expected an object of type 'GatewayResponse'.`,
      );
    const unknown = Object.keys(response).find((key) => !PROPERTIES.includes(key));
    if (unknown !== undefined)
      throw wrongProperty(api, `${at}.${unknown}`, `Invalid property '${unknown}' in 'GatewayResponses' property '${type}'.`);
  }
}

/** The words of AWS's messages. */
function pythonType(value: Json | undefined): string {
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
      return 'str';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    default:
      return 'NoneType';
  }
}

/** One of the checked `GatewayResponses` as it stands in the definition of an API. Throws `SamError`. */
export function gatewayResponse(api: string, type: string, response: JsonMap): JsonMap {
  const at = `GatewayResponses.${type}`;
  const parameters = get(response, 'ResponseParameters');
  const checked = isGiven(parameters) ? expectMap(parameters, api, `${at}.ResponseParameters`) : {};
  const unknown = Object.keys(checked).find((key) => !PARAMETERS.some((known) => known.key === key));
  if (unknown !== undefined)
    throw wrongProperty(api, `${at}.ResponseParameters.${unknown}`, `Invalid gateway response parameter '${unknown}'`);
  const status = statusCode(api, at, get(response, 'StatusCode'));
  const templates = get(response, 'ResponseTemplates');
  return {
    responseParameters: prefixed(api, at, checked),
    responseTemplates: isGiven(templates) ? templates : {},
    ...(status === undefined ? {} : { statusCode: status }),
  };
}

function statusCode(api: string, at: string, value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  // Empty maps and lists are not looked at either, and come out as Python writes them.
  if (value === false) return 'False';
  if (typeof value === 'object' && !isGiven(value)) return JSON.stringify(value);
  if ((typeof value === 'string' || typeof value === 'number') && /^[0-9]{1,3}\n?$/.test(String(value))) return String(value);
  throw wrongProperty(api, `${at}.StatusCode`, "Property 'StatusCode' must be numeric");
}

function prefixed(api: string, at: string, parameters: JsonMap): JsonMap {
  const all: JsonMap = {};
  for (const { key, prefix } of PARAMETERS) {
    if (!has(parameters, key)) continue;
    const named = expectMap(
      get(parameters, key),
      api,
      `${at}.ResponseParameters.${key}`,
      `Property 'ResponseParameters.${key}' should be a map.`,
    );
    for (const [name, value] of Object.entries(named)) put(all, `${prefix}${name}`, value);
  }
  return all;
}
