import { expectMap, wrongProperty } from '../errors.ts';
import { get, isGiven, isList, type Json, type JsonMap } from '../json.ts';
import { type CfnResource, cfn, isCall, passedOnAttributes, ref, type SamResource } from '../resource.ts';
import { passOn, passOnGiven } from './pass-on.ts';

/** The URL of a function, and who may call it when everybody may. Throws `SamError`. */
export function functionUrl(resource: SamResource, config: JsonMap, alias: CfnResource | undefined): CfnResource[] {
  const { id } = resource;
  if (!isCall(config)) {
    checkAuthType(id, config);
    checkCors(id, config);
  }
  const attributes = passedOnAttributes(resource);
  const from = { id, path: ['Properties', 'FunctionUrlConfig'] };
  const target = ref(alias?.id ?? id);
  const url: JsonMap = { TargetFunctionArn: target };
  passOn(url, ['AuthType', 'InvokeMode'], config);
  passOnGiven(url, 'Cors', config);
  const made = [cfn('AWS::Lambda::Url', `${id}Url`, { attributes, properties: url, from })];
  if (isCall(config) || get(config, 'AuthType') !== 'NONE') return made;
  return [
    ...made,
    cfn('AWS::Lambda::Permission', `${id}UrlPublicPermissions`, {
      attributes,
      properties: { Action: 'lambda:InvokeFunctionUrl', FunctionName: target, Principal: '*', FunctionUrlAuthType: 'NONE' },
      from,
    }),
    cfn('AWS::Lambda::Permission', `${id}URLInvokeAllowPublicAccess`, {
      attributes,
      properties: { Action: 'lambda:InvokeFunction', FunctionName: target, Principal: '*', InvokedViaFunctionUrl: true },
      from,
    }),
  ];
}

function checkAuthType(id: string, config: JsonMap): void {
  const authType = get(config, 'AuthType');
  if (isCall(authType) || authType === 'AWS_IAM' || authType === 'NONE') return;
  throw wrongProperty(
    id,
    'FunctionUrlConfig.AuthType',
    'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.',
  );
}

/** The properties of `Cors`, with the type that each has and how Python calls it. */
const CORS: Readonly<Record<string, { readonly name: string; readonly accepts: (value: Json) => boolean }>> = {
  AllowOrigins: { name: 'list', accepts: isList },
  AllowMethods: { name: 'list', accepts: isList },
  AllowCredentials: { name: 'bool', accepts: (value) => typeof value === 'boolean' },
  AllowHeaders: { name: 'list', accepts: isList },
  ExposeHeaders: { name: 'list', accepts: isList },
  MaxAge: { name: 'int', accepts: (value) => Number.isInteger(value) || typeof value === 'boolean' },
};

function checkCors(id: string, config: JsonMap): void {
  const cors = get(config, 'Cors');
  if (!isGiven(cors) || isCall(cors)) return;
  for (const [name, value] of Object.entries(expectMap(cors, id, 'FunctionUrlConfig.Cors'))) {
    const type = Object.hasOwn(CORS, name) ? CORS[name] : undefined;
    const path = `FunctionUrlConfig.Cors.${name}`;
    if (type === undefined) throw wrongProperty(id, path, `${name} is not a valid property for configuring Cors.`);
    if (value === undefined || isCall(value) || type.accepts(value)) continue;
    throw wrongProperty(id, path, `${name} must be of type ${type.name}.`);
  }
}
