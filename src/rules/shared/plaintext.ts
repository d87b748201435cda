import { fail, notApplicable, pass, type Resource, unknown, type Verdict } from '../../engine/rule-api.ts';
import type { Value, ValueOrigin } from '../../model/value.ts';

/** Whether a value can be read in a template or in the description of its stack, and why. */
type Readability =
  | { readonly kind: 'hidden' }
  | { readonly kind: 'readable'; readonly why: string }
  | { readonly kind: 'open'; readonly because: string };

type ParameterOrigin = Extract<ValueOrigin, { kind: 'parameter' }>;

const HIDDEN: Readability = { kind: 'hidden' };
const WRITTEN: Readability = { kind: 'readable', why: 'it is written in the template' };

/** Services of dynamic references that keep what they hold encrypted. */
const SECURE_SERVICES: ReadonlySet<string> = new Set(['secretsmanager', 'ssm-secure']);

/**
 * One verdict for each of the properties (dotted paths) that is there: it fails with the message when its value can be read in the
 * template or in the stack's description. `{why}` of the message says how it can, and never shows the value. `AWS::NoValue` passes; a
 * resource with none of the properties is not applicable.
 */
export function secretsNotPlaintext<Key extends string>(
  resource: Resource,
  paths: readonly string[],
  message: Key,
): readonly Verdict<Key>[] {
  const verdicts = paths.flatMap((path) => secretNotPlaintext(resource, path, message));
  return verdicts.length === 0 ? [notApplicable()] : verdicts;
}

function secretNotPlaintext<Key extends string>(resource: Resource, path: string, message: Key): readonly Verdict<Key>[] {
  const secret = resource.at(path);
  if (secret.value.kind === 'absent') return isWritten(resource, path) ? [pass(secret)] : [];
  const readability = readabilityOf(secret.value);
  switch (readability.kind) {
    case 'hidden':
      return [pass(secret)];
    case 'readable':
      return [fail(message, secret, { secret: true, data: { why: readability.why } })];
    case 'open':
      return [unknown(readability.because, secret)];
  }
}

/** Whether the key is there, with `AWS::NoValue` or nothing as its value. */
function isWritten(resource: Resource, path: string): boolean {
  const lastDot = path.lastIndexOf('.');
  const parent = lastDot < 0 ? resource.properties : resource.at(path.slice(0, lastDot));
  return parent.value.kind === 'map' && parent.value.entries.has(path.slice(lastDot + 1));
}

function readabilityOf(value: Value): Readability {
  switch (value.kind) {
    case 'absent':
    case 'reference':
    case 'import':
      return HIDDEN;
    case 'dynamic':
      return readabilityOfDynamic(value.service);
    case 'parameter':
      return readabilityOfParameter(value);
    case 'partial':
      return readabilityOfPieces(value.pieces);
    case 'unknown':
      return readabilityOfSources(value.origins ?? []) ?? { kind: 'open', because: value.because };
    case 'map':
      return value.open === undefined ? WRITTEN : { kind: 'open', because: value.open };
    case 'literal':
    case 'list':
      return readabilityOfSources(value.origins ?? []) ?? WRITTEN;
  }
}

function readabilityOfDynamic(service: string): Readability {
  if (SECURE_SERVICES.has(service)) return HIDDEN;
  if (service === '') return { kind: 'open', because: 'a dynamic reference to a service that is not known' };
  return { kind: 'readable', why: `it is a {{resolve:${service}:…}} reference, and what that store holds is not encrypted` };
}

/** A parameter keeps a secret when it has NoEcho and the template says nothing of its value. */
function readabilityOfParameter(parameter: { readonly name: string; readonly noEcho: boolean; readonly hasDefault: boolean }): Readability {
  if (parameter.name.startsWith('AWS::')) return { kind: 'readable', why: `it is ${parameter.name}, which is no secret` };
  if (!parameter.noEcho) return { kind: 'readable', why: `the parameter ${parameter.name} it comes from has no NoEcho` };
  if (parameter.hasDefault) return { kind: 'readable', why: `the parameter ${parameter.name} it comes from has a Default` };
  return HIDDEN;
}

/** A text is as secret as the most secret of its pieces; a dynamic reference only counts when it is the whole of the text. */
function readabilityOfPieces(pieces: readonly (string | Value)[]): Readability {
  const holes = pieces.filter((piece) => typeof piece !== 'string');
  const judged = holes.filter((hole) => hole.kind !== 'dynamic').map(readabilityOf);
  const decided = judged.find((one) => one.kind === 'hidden') ?? judged.find((one) => one.kind === 'open');
  if (decided !== undefined) return decided;
  const hasSecure = holes.some((hole) => hole.kind === 'dynamic' && SECURE_SERVICES.has(hole.service));
  if (hasSecure && holes.length === pieces.length) return HIDDEN;
  if (hasSecure) return { kind: 'readable', why: 'only a part of it is a reference to a secret, and the rest is written in the template' };
  return judged[0] ?? WRITTEN;
}

/**
 * A value is judged by where it finally comes from: a nested stack's parameter by what its parent hands down. `undefined` when it is
 * neither from a parameter nor from a mapping.
 */
function readabilityOfSources(origins: readonly ValueOrigin[]): Readability | undefined {
  const parameters = origins.filter((origin): origin is ParameterOrigin => origin.kind === 'parameter' && origin.via !== 'parent');
  const judged = parameters.map(readabilityOfParameter);
  const decided = judged.find((one) => one.kind === 'hidden') ?? judged[0];
  if (decided !== undefined) return decided;
  const mapping = origins.find((origin) => origin.kind === 'mapping');
  return mapping === undefined
    ? undefined
    : { kind: 'readable', why: `it comes from the mapping ${mapping.name}, whose values are written in the template` };
}
