import { wrongProperty } from './errors.ts';
import { get, isGiven, isMap, type Json, type JsonMap } from './json.ts';
import { inherit } from './origins.ts';

/** Where an object is in S3. */
export interface S3Location {
  readonly Bucket: string;
  readonly Key: string;
  readonly Version?: string;
}

/** The parts of `s3://bucket/key?versionId=version`; `undefined` for anything else. */
export function parseS3Uri(uri: Json | undefined): S3Location | undefined {
  if (typeof uri !== 'string') return undefined;
  const found = /^s3:\/\/([^/?#]+)(\/[^?#]*)(?:\?([^#]*))?/i.exec(cleaned(uri));
  const [, bucket = '', path = '', query = ''] = found ?? [];
  // Brackets hold an IPv6 address in a host: those of unresolved tokens (`s3://[TOKEN.25]/key`) do not.
  if (found === null || /[[\]]/.test(bucket)) return undefined;
  const versions = parameters(query, 'versionId');
  return {
    Bucket: bucket,
    Key: path.replace(/^\/+/, ''),
    ...(versions.length === 1 && versions[0] !== undefined ? { Version: versions[0] } : {}),
  };
}

function cleaned(uri: string): string {
  let start = 0;
  while (start < uri.length && uri.charCodeAt(start) <= 32) start++;
  return uri.slice(start).replace(/[\t\r\n]/g, '');
}

function parameters(query: string, name: string): string[] {
  return query.split('&').flatMap((pair) => {
    const split = pair.indexOf('=');
    if (split === -1 || split === pair.length - 1 || unquoted(pair.slice(0, split)) !== name) return [];
    return [unquoted(pair.slice(split + 1))];
  });
}

function unquoted(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'));
}

/** Property `Code` of a function whose image is in a registry. Throws `SamError`. */
export function imageCode(imageUri: Json | undefined, id: string, property: string): JsonMap {
  if (!isGiven(imageUri)) {
    throw wrongProperty(id, property, `'${property}' requires that a image hosted at a registry be specified.`);
  }
  return { ImageUri: imageUri };
}

/** Property `Code` or `Content` for a location in S3: a map, or a text of the form `s3://bucket/key`. Throws `SamError`. */
export function s3Location(location: Json | undefined, id: string, property: string): JsonMap {
  return renamed(pointerOf(location, id, property), {
    Bucket: 'S3Bucket',
    Key: 'S3Key',
    Version: 'S3ObjectVersion',
    StorageMode: 'S3ObjectStorageMode',
  });
}

/** Property `S3Object` of a web function for a location in S3. Throws `SamError`. */
export function webFunctionS3Location(location: Json | undefined, id: string, property: string): JsonMap {
  return renamed(pointerOf(location, id, property), { Bucket: 'Bucket', Key: 'Key', Version: 'VersionId' });
}

const PARAMETER = /\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]+(?::\d+)?\}\}/;

function pointerOf(location: Json | undefined, id: string, property: string): JsonMap {
  if (isMap(location)) {
    if (isGiven(get(location, 'Bucket')) && isGiven(get(location, 'Key'))) return location;
    throw wrongProperty(id, property, `'${property}' requires Bucket and Key properties to be specified.`);
  }
  if (typeof location !== 'string') throw wrongProperty(id, property, `'${property}' must be of type dict or string.`);
  if (PARAMETER.exec(location)?.[0].includes('/')) {
    throw wrongProperty(
      id,
      property,
      `Unsupported dynamic reference detected in '${property}'. Please consider using alternative 'FunctionCode' object format.`,
    );
  }
  const parsed = parseS3Uri(location);
  if (parsed === undefined) {
    throw wrongProperty(
      id,
      property,
      `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
    );
  }
  return { ...parsed };
}

function renamed(pointer: JsonMap, names: Readonly<Record<string, string>>): JsonMap {
  const made: JsonMap = {};
  for (const [name, newName] of Object.entries(names)) {
    const value = get(pointer, name);
    if (value === undefined) continue;
    made[newName] = value;
    inherit(made, newName, pointer, name);
  }
  return made;
}
