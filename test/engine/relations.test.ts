import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Choices } from '../../src/engine/choices.ts';
import { Evaluation } from '../../src/engine/evaluation.ts';
import { possibleReferrers } from '../../src/engine/relations.ts';
import { Resource, refersTo } from '../../src/engine/resource.ts';
import { explore } from '../../src/engine/scenarios.ts';
import type { Unit } from '../../src/engine/stack.ts';
import { loadUnit } from '../support/load-unit.ts';

const NAMES = { names: ['BucketName'] };
const BUCKETS = ['B0', 'B1', 'B2'] as const;

const bucket = fc.constantFrom(...BUCKETS);

/** An expression that names a bucket, in all the ways that templates do it. */
const expression: fc.Arbitrary<unknown> = fc.letrec<{ any: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('b0', 'b1', 'arn:aws:s3:::b1', '', '{{resolve:ssm:/b1}}') },
    bucket.map((id) => ({ Ref: id })),
    bucket.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })),
    fc.constantFrom('Free', 'Default', 'Allowed', 'AWS::NoValue', 'AWS::AccountId').map((name) => ({ Ref: name })),
    fc
      .constantFrom('b1', '${B0}', '${B1.Arn}', '${B2}-x', 'b${Free}', '${Default}', '${AWS::Region}-b')
      .map((text) => ({ 'Fn::Sub': text })),
    fc.constant({ 'Fn::FindInMap': ['Names', { Ref: 'AWS::Region' }, 'Bucket'] }),
    fc.constant({ 'Fn::Select': ['1', ['b0', 'b1']] }),
    fc.constant({ 'Fn::ImportValue': 'bucket' }),
  ),
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: tie('leaf') },
    fc.tuple(fc.constantFrom('IsA', 'IsB'), tie('any'), tie('any')).map((items) => ({ 'Fn::If': items })),
    fc.array(tie('leaf'), { minLength: 1, maxLength: 2 }).map((items) => ({ 'Fn::Join': ['', items] })),
    tie('leaf').map((value) => ({ 'Fn::Sub': ['${Name}', { Name: value }] })),
  ),
})).any;

function template(names: readonly unknown[], policies: readonly unknown[]): Unit {
  return loadUnit({
    Parameters: {
      Free: { Type: 'String' },
      Default: { Type: 'String', Default: 'b1' },
      Allowed: { Type: 'String', AllowedValues: ['b0', 'b2'] },
    },
    Mappings: { Names: { 'us-east-1': { Bucket: 'b1' }, 'eu-west-1': { Bucket: 'b1' } } },
    Conditions: { IsA: { 'Fn::Equals': [{ Ref: 'Free' }, 'a'] }, IsB: { 'Fn::Equals': [{ Ref: 'Free' }, 'b'] } },
    Resources: {
      ...Object.fromEntries(
        BUCKETS.map((id, index) => [
          id,
          { Type: 'AWS::S3::Bucket', Properties: names[index] === undefined ? {} : { BucketName: names[index] } },
        ]),
      ),
      ...Object.fromEntries(
        policies.map((value, index) => [`Policy${index}`, { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: value } }]),
      ),
    },
  });
}

const instancesOf = (unit: Unit, type: string): readonly NonNullable<ReturnType<Unit['byKey']['get']>>[] => unit.byType.get(type) ?? [];

describe('relations', () => {
  it('are found through the index as by asking every resource', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(expression, { nil: undefined }), { minLength: 3, maxLength: 3 }),
        fc.array(expression, { minLength: 1, maxLength: 3 }),
        (names, policies) => {
          const unit = template(names, policies);
          const { runs } = explore(unit, { steps: 1_000_000 }, (evaluation) => {
            const make = (type: string): readonly Resource[] =>
              instancesOf(unit, type).map((instance) => new Resource(instance, evaluation));
            const buckets = make('AWS::S3::Bucket');
            const all = make('AWS::S3::BucketPolicy');
            const indexed = [
              ...buckets.map((one) => one.referrers('AWS::S3::BucketPolicy', 'Bucket', NAMES).map((policy) => policy.id)),
              ...all.map((policy) => policy.target(policy.at('Bucket'), 'AWS::S3::Bucket', NAMES)?.id),
            ];
            const asked = [
              ...buckets.map((one) =>
                all.filter((policy) => refersTo(policy.at('Bucket'), one, NAMES).is === true).map((policy) => policy.id),
              ),
              ...all.map((policy) => buckets.find((one) => refersTo(policy.at('Bucket'), one, NAMES).is === true)?.id),
            ];
            return { indexed, asked };
          });
          for (const { result } of runs) expect(result.indexed).toEqual(result.asked);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are looked for among few resources', () => {
    const unit = template(
      ['b0', undefined, undefined],
      ['b0', 'b9', { Ref: 'B1' }, { 'Fn::Sub': '${B2}' }, { Ref: 'Free' }, { 'Fn::If': ['IsA', { Ref: 'B0' }, { Ref: 'B2' }] }],
    );
    const possible = (id: string): readonly string[] => {
      const instance = unit.byKey.get(id);
      return instance === undefined
        ? []
        : possibleReferrers(unit, 'AWS::S3::BucketPolicy', 'Bucket', instance, NAMES.names).map((one) => one.key);
    };
    expect(possible('B0')).toEqual(['Policy0', 'Policy5']);
    expect(possible('B1')).toEqual(['Policy2']);
  });

  it('decide no condition of a resource that cannot be related', () => {
    const conditional = Array.from({ length: 12 }, () => ({ 'Fn::If': ['IsA', { Ref: 'B0' }, { Ref: 'B2' }] }));
    const unit = template([], conditional);
    const choices = new Choices();
    const instance = unit.byKey.get('B1');
    if (instance === undefined) throw new Error('no bucket');
    const related = new Resource(instance, new Evaluation(unit, choices, { steps: 100_000 })).referrers(
      'AWS::S3::BucketPolicy',
      'Bucket',
      NAMES,
    );
    expect(related).toEqual([]);
    expect(choices.count).toBe(0);
  });
});
