import { canonicalJson } from './canonical-json.ts';
import type { Resolver } from './context.ts';
import { get, isGiven, isMap, type JsonMap, put } from './json.ts';

/** The names of functions by the REST API that calls them, and how to add those of one more function. */
export interface FunctionNames {
  readonly byApi: Readonly<Record<string, string>>;
  /** Takes a resource of any type; others than functions with a name and events of an API change nothing. */
  add(body: JsonMap): void;
}

export function makeFunctionNames(resolver: Resolver): FunctionNames {
  const byApi: Record<string, string> = {};
  return {
    byApi,
    add(body) {
      const type = get(body, 'Type');
      if (typeof type !== 'string' || type.trim() !== 'AWS::Serverless::Function') return;
      const events = get(get(body, 'Properties'), 'Events');
      if (!isMap(events)) return;
      for (const key of Object.keys(events)) {
        const event = get(events, key);
        const api = get(event, 'Type') === 'Api' ? restApiId(get(event, 'Properties')) : undefined;
        if (api === undefined) continue;
        const name = resolver.resolveParameterRefs(get(get(body, 'Properties'), 'FunctionName'));
        if (!isGiven(name)) continue;
        put(byApi, api, (get(byApi, api) ?? '') + (typeof name === 'string' ? name : canonicalJson(name)));
      }
    },
  };
}

function restApiId(properties: ReturnType<typeof get>): string | undefined {
  const id = get(properties, 'RestApiId');
  const name = isMap(id) ? get(id, 'Ref') : id;
  return isGiven(name) && typeof name === 'string' ? name : undefined;
}
