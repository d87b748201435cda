import { get, isGiven, isList, isMap, type Json, type JsonMap, put } from './json.ts';
import { parseS3Uri } from './s3-uri.ts';
import { resourcesOf } from './validate.ts';

/** Properties that name a file or folder until the template is packaged, by SAM type. */
const LOCATIONS: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Api', 'DefinitionUri'],
  ['AWS::Serverless::Function', 'CodeUri'],
  ['AWS::Serverless::HttpApi', 'DefinitionUri'],
  ['AWS::Serverless::LayerVersion', 'ContentUri'],
  ['AWS::Serverless::MicrovmImage', 'CodeUri'],
  ['AWS::Serverless::StateMachine', 'DefinitionUri'],
  ['AWS::Serverless::WebFunction', 'CodeUri'],
]);

/** No bucket can have this name. */
const BUCKET = 'local.files.of.this.template-';

/**
 * Puts locations in S3 in place of local files, in place, as packaging does: AWS's transform takes packaged templates only, and people
 * write others. What it returns puts the paths back into the transformed template, where `Code: src/` is what packaging takes as well.
 */
export function hideLocalFiles(template: JsonMap): (transformed: JsonMap) => void {
  const paths: string[] = [];
  const hide = (properties: Json | undefined, name: string): void => {
    const location = get(properties, name);
    if (!isMap(properties) || typeof location !== 'string' || !isLocal(location)) return;
    put(properties, name, `s3://${BUCKET}/${paths.length}`);
    paths.push(location);
  };
  for (const [type, name] of LOCATIONS) hide(get(get(template, 'Globals'), type.replace('AWS::Serverless::', '')), name);
  const resources = resourcesOf(template);
  for (const id of Object.keys(resources)) {
    const body = get(resources, id);
    const type = get(body, 'Type');
    const name = typeof type === 'string' ? LOCATIONS.get(type) : undefined;
    if (name !== undefined) hide(get(body, 'Properties'), name);
    if (type === 'AWS::Serverless::Function') nameUnbuiltImage(body);
  }
  return (transformed) => {
    if (paths.length > 0) restore(transformed, paths);
  };
}

function isLocal(location: string): boolean {
  return (
    location !== '' &&
    !/^[a-z][a-z0-9+.-]*:\/\//i.test(location) &&
    !location.startsWith('{{resolve:') &&
    parseS3Uri(location) === undefined
  );
}

/** An image that is still to be built has no name; the folder that it is built from stands for it. */
function nameUnbuiltImage(body: Json | undefined): void {
  const properties = get(body, 'Properties');
  const context = get(get(body, 'Metadata'), 'DockerContext');
  if (!isMap(properties) || get(properties, 'PackageType') !== 'Image' || isGiven(get(properties, 'ImageUri'))) return;
  if (isGiven(context)) put(properties, 'ImageUri', context);
}

function restore(value: Json | undefined, paths: readonly string[]): void {
  if (isMap(value)) {
    for (const key of Object.keys(value)) {
      const path = pathOf(get(value, key), paths);
      if (path === undefined) restore(value[key], paths);
      else put(value, key, path);
    }
  } else if (isList(value)) {
    for (const item of value) restore(item, paths);
  }
}

function pathOf(location: Json | undefined, paths: readonly string[]): string | undefined {
  const parsed = parseS3Uri(location);
  const bucket = parsed?.Bucket ?? get(location, 'S3Bucket') ?? get(location, 'Bucket');
  const key = parsed?.Key ?? get(location, 'S3Key') ?? get(location, 'Key');
  return bucket === BUCKET && typeof key === 'string' ? paths[Number(key)] : undefined;
}
