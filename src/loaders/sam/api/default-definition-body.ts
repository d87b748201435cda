import { SamError, wrongTemplate } from '../errors.ts';
import { get, has, isGiven, isMap, isText, type JsonMap, put } from '../json.ts';
import { OpenApiEditor } from './http/open-api.ts';
import { SwaggerEditor } from './rest/swagger.ts';

/** Gives APIs without a definition an empty one, which events add to. Throws `SamError`. */
export function addDefaultDefinitionBodies(template: JsonMap): void {
  for (const [id, body] of Object.entries(get(template, 'Resources') ?? {})) {
    const condition = get(body, 'Condition');
    if (isGiven(condition) && !isText(condition))
      throw new SamError(id, wrongTemplate('Every Condition member must be a string.').message, ['Condition']);
    const type = get(body, 'Type');
    const isHttp = type === 'AWS::Serverless::HttpApi';
    if (!isMap(body) || (!isHttp && type !== 'AWS::Serverless::Api')) continue;
    if (!has(body, 'Properties')) put(body, 'Properties', {});
    const properties = get(body, 'Properties');
    if (!isMap(properties)) throw new SamError(id, `Resource with id [${id}] is invalid. Properties of a resource must be an object.`);
    if (isGiven(get(properties, 'DefinitionBody')) || isGiven(get(properties, 'DefinitionUri'))) continue;
    properties.DefinitionBody = isHttp ? OpenApiEditor.genSkeleton() : SwaggerEditor.genSkeleton();
    properties.__MANAGE_SWAGGER = true;
  }
}
