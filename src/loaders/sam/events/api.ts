import { SwaggerEditor } from '../api/rest/swagger.ts';
import type { TransformContext } from '../context.ts';
import { expectMap } from '../errors.ts';
import { get, isGiven, isMap, isText, type JsonMap } from '../json.ts';
import { arn, partitionName } from '../partition.ts';
import { type CfnResource, sub } from '../resource.ts';
import { type EventSource, type FunctionTarget, propertyOf, type SamEvent, wrong } from './event.ts';
import { integrationUri, withoutTrailingSlash } from './integration-uri.ts';
import { mergedDefinition } from './merged-definition.ts';
import { noteMethod } from './noted-method.ts';
import { invokePermission } from './permission.ts';
import { addRequestModel, addRequestParameters } from './request.ts';
import { addAuth, methodOf, type RestApi, restApiOf } from './rest-api.ts';
import { conditionOf } from './target.ts';

/** Makes the function answer a method of a REST API of the same template. */
export const API: EventSource<FunctionTarget> = {
  prepare(event, context) {
    const api = restApiOf(event, context);
    return ({ lambda }) => {
      const permission = apiPermission(event, lambda, api, context);
      if (isManaged(api) || isGiven(get(api.properties, 'MergeDefinitions'))) addIntegration(event, lambda, api, context);
      overrideAuth(event, api, context);
      return [permission];
    };
  },
};

/** Every stage of the API may invoke the function: which there will be is not known. */
function apiPermission(event: SamEvent, lambda: CfnResource, api: RestApi, context: TransformContext): CfnResource {
  const { path, method } = methodOf(event);
  const place = SwaggerEditor.getPathWithoutTrailingSlash(withoutTrailingSlash(path));
  const verb = method === 'any' ? '*' : method.toUpperCase();
  const resource = `\${__ApiId__}/\${__Stage__}/${verb}${place}`;
  const sourceArn = sub(arn({ partition: partitionName(context.region), service: 'execute-api', resource }), {
    __ApiId__: propertyOf(event, 'RestApiId'),
    __Stage__: '*',
  });
  return invokePermission(event, lambda, 'apigateway.amazonaws.com', { sourceArn, suffix: api.stage });
}

function addIntegration(event: SamEvent, lambda: CfnResource, api: RestApi, context: TransformContext): void {
  const { path, method } = methodOf(event);
  const definition = get(api.properties, 'DefinitionBody') ?? undefined;
  if (definition === undefined) return;
  const isMerged = isGiven(get(api.properties, 'MergeDefinitions'));
  // The definition of the template is not to influence what is generated, if both are merged afterwards.
  const editor = new SwaggerEditor(isMerged ? SwaggerEditor.genSkeleton() : definition, api.id, isManaged(api));
  if (editor.hasIntegration(path, method))
    throw wrong(event, `API method "${method}" defined multiple times for path "${path}".`, 'Method');
  const auth = propertyOf(event, 'Auth');
  const streaming = propertyOf(event, 'ResponseTransferMode');
  const partition = partitionName(context.region);
  const condition = conditionOf(lambda);
  editor.addLambdaIntegration(path, method, integrationUri(lambda, partition, streaming), {
    methodAuth: isMap(auth) ? auth : {},
    apiAuth: apiAuthOf(api),
    condition: isText(condition) ? condition : undefined,
    invokeMode: streaming,
    partition,
  });
  if (isMap(auth) && isGiven(auth)) addAuth(event, auth, api, api.stage, editor, context);
  const timeout = propertyOf(event, 'TimeoutInMillis');
  if (isGiven(timeout)) editor.addTimeoutToMethod(path, method, timeout);
  addRequestModel(event, api, editor);
  addRequestParameters(event, editor);
  const after = isMerged ? mergedDefinition(event, api, definition, editor.swagger) : editor.swagger;
  noteMethod(event, after, path, method);
  api.properties.DefinitionBody = after;
}

/** Whether nobody wrote the definition of an API. */
function isManaged(api: RestApi): boolean {
  return isGiven(get(api.properties, '__MANAGE_SWAGGER'));
}

function apiAuthOf(api: RestApi): JsonMap {
  const auth = get(api.properties, 'Auth');
  return isGiven(auth) ? expectMap(auth, api.id, 'Auth') : {};
}

/** An API that comes with its definition takes over the `Auth` of an event only if the event insists. */
function overrideAuth(event: SamEvent, api: RestApi, context: TransformContext): void {
  const definition = get(api.properties, 'DefinitionBody');
  const auth = propertyOf(event, 'Auth');
  if (!isGiven(definition) || !isMap(auth) || !isGiven(get(auth, 'OverrideApiAuth'))) return;
  if (!['Authorizer', 'ApiKeyRequired', 'ResourcePolicy'].some((name) => isGiven(get(auth, name)))) {
    const detail = 'Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the OverrideApiAuth property.';
    throw wrong(event, detail, 'Auth', 'OverrideApiAuth');
  }
  const editor = new SwaggerEditor(definition, api.id, isManaged(api));
  addAuth(event, auth, api, api.stage, editor, context);
  api.properties.DefinitionBody = editor.swagger;
}
