import { type PolicyStatement, type Resource, type Truth, truth, unknownTruth, wildcardMatches } from '../../engine/rule-api.ts';
import type { Value } from '../../model/value.ts';

const BUCKET = 'AWS::S3::Bucket';
const ARN = 'arn:aws:s3:::';

/** A text with marks for what is not known; `loose` has a wildcard for what may be any text. */
interface Spelling {
  readonly text: string;
  readonly loose: string;
}

/** What a bucket of the template goes by: a reference to it, and its name where it has one. */
export function namesOfBucket(bucket: Resource): readonly Value[] {
  return [{ kind: 'reference', resource: bucket.instance.key, type: BUCKET, attribute: 'Ref' }, bucket.at('BucketName').value];
}

/**
 * Whether the resources of a statement cover a bucket. The names are those that the bucket goes by: a reference to it, its literal name,
 * the expression that makes its name.
 */
export function coversBucket(statement: PolicyStatement, names: readonly Value[]): Truth {
  return covers(statement, names, '');
}

/** Whether the resources of a statement cover all objects of a bucket that goes by the names. */
export function coversObjects(statement: PolicyStatement, names: readonly Value[]): Truth {
  return covers(statement, names, '/*');
}

function covers(statement: PolicyStatement, names: readonly Value[], suffix: '' | '/*'): Truth {
  const wanted = names
    .filter((name) => name.kind !== 'absent')
    .map((name) => spell(name, 'name'))
    .map((name) => ({ text: `${ARN}${name.text}${suffix}`, loose: `${ARN}${name.loose}${suffix}` }));
  const resources = statement.resources.map((resource) => ({ resource, pattern: spell(resource.value, 'resource') }));
  const known = resources.find(({ pattern }) => wanted.some((arn) => wildcardMatches(pattern.text, arn.text)));
  if (known !== undefined) return truth(true, known.resource);
  const open = resources.find(({ pattern }) => wanted.some((arn) => mayCover(pattern, arn)));
  return open === undefined ? truth(false, statement.property.child('Resource')) : unknownTruth(open.resource.describe(), open.resource);
}

function mayCover(pattern: Spelling, arn: Spelling): boolean {
  if (wildcardMatches(pattern.loose, arn.text)) return true;
  // The name of a bucket has no slash, so that objects are not taken for a bucket whose name is not known.
  return wildcardMatches(arn.loose, pattern.text) && slashes(arn.loose) === slashes(pattern.text);
}

function slashes(text: string): number {
  return text.split('/').length;
}

function spell(value: Value, role: 'name' | 'resource'): Spelling {
  const pieces = value.kind === 'partial' ? value.pieces : [value];
  const write = (isLoose: boolean): string =>
    pieces
      .map((piece) => (typeof piece === 'string' ? piece : markOf(piece, role, isLoose)))
      .join('')
      // A bucket has the same name in every partition.
      .replace(/^arn:[^:]*:s3:::/, ARN);
  return { text: write(false), loose: write(true) };
}

/**
 * The same mark for the same expression; it holds neither a wildcard nor what separates the parts of an ARN. What is unknown is the same
 * as nothing else.
 */
function markOf(value: Value, role: 'name' | 'resource', isLoose: boolean): string {
  const mark = (name: string): string => `<${name.replaceAll(/[*?/:]/g, ' ')}>`;
  switch (value.kind) {
    case 'literal':
      return value.text;
    case 'reference':
      return value.type === BUCKET && value.attribute === 'Arn'
        ? `${ARN}${mark(`${value.resource}.Ref`)}`
        : mark(`${value.resource}.${value.attribute}`);
    case 'parameter':
      return isLoose && !value.name.startsWith('AWS::') ? '*' : mark(value.name);
    case 'import':
      return isLoose ? '*' : mark(`import ${value.name}`);
    case 'dynamic':
      return isLoose ? '*' : mark(value.text);
    case 'unknown':
      return isLoose ? '*' : mark(`unknown ${role}`);
    default:
      return mark(value.kind);
  }
}
