import type { Property } from '../../engine/rule-api.ts';
import type { Value } from '../../model/value.ts';

/** Of the same shape as what AWS puts in; a rule may ask for the shape only. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': '123456789012',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::StackId': 'arn:aws:cloudformation:us-east-1:123456789012:stack/name/id',
  'AWS::StackName': 'name',
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * The property with stand-ins for what is not known but can only be an identifier: pseudo parameters, and names and ARNs of resources of
 * the unit. Neither is ever a wildcard, a service principal or a policy of AWS, so that questions about such texts can be answered.
 */
export function withIdentifiers(property: Property): Property {
  const { value } = property;
  const pieces: (string | Value)[] = [];
  for (const piece of value.kind === 'partial' ? value.pieces : [value]) {
    const filled = typeof piece === 'string' ? piece : (standIn(piece) ?? piece);
    const last = pieces.at(-1);
    if (typeof filled === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + filled;
    else pieces.push(filled);
  }
  const [only] = pieces;
  if (pieces.length > 1) return property.withValue({ kind: 'partial', pieces });
  return typeof only === 'string' ? property.withValue({ kind: 'literal', value: only, text: only }) : property;
}

function standIn(value: Value): string | undefined {
  if (value.kind === 'parameter') return PSEUDO_PARAMETERS[value.name];
  if (value.kind !== 'reference' || isMadeByUserCode(value.type, value.attribute)) return undefined;
  if (value.attribute === 'Ref') return 'name';
  return value.type === 'AWS::S3::Bucket' ? 'arn:aws:s3:::name' : 'arn:aws:service:us-east-1:123456789012:name';
}

function isMadeByUserCode(type: string, attribute: string): boolean {
  return attribute !== 'Ref' && (!type.startsWith('AWS::') || type.startsWith('AWS::CloudFormation::'));
}
