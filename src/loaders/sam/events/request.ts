import type { RequestParameter, SwaggerEditor } from '../api/rest/swagger.ts';
import { get, has, isGiven, isList, isMap, isText, type Json } from '../json.ts';
import { pythonText } from '../python-text.ts';
import { isCall } from '../resource.ts';
import { propertyOf, type SamEvent, wrong } from './event.ts';
import { methodOf, type RestApi } from './rest-api.ts';

/** Asks for a body that follows a model of the API, as `RequestModel` of an event says. Throws `SamError`. */
export function addRequestModel(event: SamEvent, api: RestApi, editor: SwaggerEditor): void {
  const request = propertyOf(event, 'RequestModel');
  const model = get(request, 'Model');
  if (!isGiven(model)) return;
  const { path, method } = methodOf(event);
  const on = `on API method [${method}] for path [${path}]`;
  const name = pythonText(model);
  const cannot = (why: string) => wrong(event, `Unable to set RequestModel [${name}] ${on} ${why}`, 'RequestModel', 'Model');
  const models = get(api.properties, 'Models');
  if (!isGiven(models)) throw cannot('because the related API does not define any Models.');
  if (!isCall(models) && !isMap(models)) throw cannot('because the related API Models defined is of invalid type.');
  if (!isText(model)) throw cannot('because the related API does not contain valid Models.');
  if (!isGiven(get(models, model))) throw cannot("because it wasn't defined in the API's Models.");
  editor.addRequestModelToMethod(path, method, model, get(request, 'Required'));
  const body = get(request, 'ValidateBody') ?? undefined;
  const parameters = get(request, 'ValidateParameters') ?? undefined;
  if (body === undefined && parameters === undefined) return;
  if (!isSwitch(body) || !isSwitch(parameters)) {
    const why = 'ValidateBody and ValidateParameters must be a boolean type, strings or intrinsics are not supported.';
    throw wrong(event, `Unable to set Validator to RequestModel [${model}] ${on} ${why}`, 'RequestModel');
  }
  editor.addRequestValidatorToMethod(path, method, body ?? false, parameters ?? false);
}

function isSwitch(value: Json | undefined): value is boolean | undefined {
  return value === undefined || typeof value === 'boolean';
}

/** Declares what `RequestParameters` of an event lists. Throws `SamError`. */
export function addRequestParameters(event: SamEvent, editor: SwaggerEditor): void {
  const given = propertyOf(event, 'RequestParameters');
  if (!isGiven(given)) return;
  const { path, method } = methodOf(event);
  const parameters = (isList(given) ? given : isMap(given) ? Object.keys(given) : []).map((item) => parameterOf(event, item));
  editor.addRequestParametersToMethod(path, method, parameters);
}

function parameterOf(event: SamEvent, item: Json): RequestParameter {
  if (isText(item)) return { name: checkedName(event, item), required: false, caching: false };
  const [name] = isMap(item) ? Object.keys(item) : [];
  if (!isMap(item) || name === undefined) throw wrongParameters(event, 'Property must be either a string or an object');
  checkedName(event, name);
  const settings = get(item, name);
  if (!isMap(settings) || !Object.keys(settings).every((key) => key === 'Required' || key === 'Caching'))
    throw wrongParameters(event, 'Values must be an object, e.g { Required: true, Caching: false }');
  const setting = (key: string): Json => (has(settings, key) ? (get(settings, key) ?? null) : false);
  return { name, required: setting('Required'), caching: setting('Caching') };
}

function checkedName(event: SamEvent, name: string): string {
  if (/^method\.request\.(?:querystring|path|header)\./.test(name)) return name;
  const format = "Keys must be in the format 'method.request.[querystring|path|header].{value}'";
  throw wrongParameters(event, `${format}, e.g 'method.request.header.Authorization'.`);
}

function wrongParameters(event: SamEvent, detail: string) {
  return wrong(event, `Invalid value for 'RequestParameters' property. ${detail}`, 'RequestParameters');
}
