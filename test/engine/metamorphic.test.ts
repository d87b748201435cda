import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/model/result.ts';
import { judgeTexts } from '../support/judge-texts.ts';

/** A template with conditions, references, policies and every short form, whose verdicts must not depend on how it is written. */
const TEMPLATE = {
  Parameters: {
    Env: { Type: 'String', AllowedValues: ['dev', 'prod'] },
    Name: { Type: 'String' },
    Versioning: { Type: 'String', Default: 'Suspended' },
  },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] }, IsDev: { 'Fn::Not': [{ Condition: 'IsProd' }] } },
  Resources: {
    Logs: {
      Type: 'AWS::S3::Bucket',
      Condition: 'IsProd',
      Properties: { BucketName: { 'Fn::Sub': '${Name}-logs' }, VersioningConfiguration: { Status: { Ref: 'Versioning' } } },
    },
    Data: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        VersioningConfiguration: { 'Fn::If': ['IsProd', { Status: 'Enabled' }, { Ref: 'AWS::NoValue' }] },
        LoggingConfiguration: { DestinationBucketName: { Ref: 'Logs' } },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: 'true',
          IgnorePublicAcls: { Ref: 'Env' },
          RestrictPublicBuckets: true,
        },
      },
    },
    DataPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Data' },
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Data', 'Arn'] }, '/*']] },
            },
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: ['s3:*'],
              Resource: [{ 'Fn::GetAtt': ['Data', 'Arn'] }, { 'Fn::Sub': '${Data.Arn}/*' }],
              Condition: { Bool: { 'aws:SecureTransport': false } },
            },
          ],
        },
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' } },
        Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }],
      },
    },
  },
} as const;

/** What must stay the same: everything but places and the path of the file. */
function verdicts(results: readonly Result[]): readonly string[] {
  return results
    .map((result) =>
      [
        result.ruleId,
        result.status,
        result.resource?.path,
        result.property,
        result.message,
        result.scenarios?.join(),
        result.assumptions?.join(),
        result.fingerprint,
      ].join(' | '),
    )
    .sort();
}

function judged(text: string): readonly string[] {
  return verdicts(judgeTexts({ 'template.yaml': text }, { packs: ['all'] }).run.results);
}

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** Every function in its short form. */
function shortForms(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shortForms).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0] === 'Condition' || only[0].startsWith('Fn::'))) {
    return `!${only[0].replace('Fn::', '')} ${shortForms(only[1])}`;
  }
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}: ${shortForms(inner)}`).join(', ')}}`;
}

const expected = judged(json(TEMPLATE));

function shuffle(seed: readonly number[], entries: readonly [string, unknown][]): [string, unknown][] {
  return entries
    .map((entry, index) => ({ entry, rank: seed[index] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

describe('how a template is written changes no verdict', () => {
  it('says something to begin with', () => {
    expect(expected.length).toBeGreaterThan(3);
    expect(expected.some((line) => line.includes('IsProd is false'))).toBe(true);
  });

  it('YAML and JSON', () => {
    expect(judged(dump(TEMPLATE, { noRefs: true }))).toEqual(expected);
  });

  it('short and long forms', () => {
    expect(judged(shortForms(TEMPLATE))).toEqual(expected);
  });

  it('the order of sections, resources and properties', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 8, maxLength: 8 }), (seed) => {
        const sections = shuffle(seed, Object.entries(TEMPLATE)).map(([name, section]): [string, unknown] => [
          name,
          Object.fromEntries(shuffle(seed, Object.entries(Object(section)))),
        ]);
        expect(judged(json(Object.fromEntries(sections)))).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('an unrelated resource, and an unrelated file', () => {
    const more = { ...TEMPLATE, Resources: { Unrelated: { Type: 'AWS::Logs::LogGroup' }, ...TEMPLATE.Resources } };
    expect(judged(json(more))).toEqual(expected);
    const { run } = judgeTexts({ 'another.yaml': json(TEMPLATE), 'template.yaml': json(TEMPLATE) }, { packs: ['all'] });
    expect(verdicts(run.results.filter((result) => result.file === 'template.yaml'))).toEqual(expected);
  });

  it('the order of files', () => {
    const other = json({ Resources: { B: { Type: 'AWS::S3::Bucket' } } });
    const forth = judgeTexts({ 'a.yaml': other, 'template.yaml': json(TEMPLATE) }).run;
    const back = judgeTexts({ 'template.yaml': json(TEMPLATE), 'a.yaml': other }).run;
    expect(back.results).toEqual(forth.results);
    expect(back.ledger).toEqual(forth.ledger);
  });
});
