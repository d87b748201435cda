import { describe, expect, it } from 'vitest';
import { judgeTexts } from '../support/judge-texts.ts';

const RULE = 's3/bucket-versioning-enabled';

/** Where findings point, as line, column and the text that stands there. */
function places(text: string): readonly string[] {
  const { run } = judgeTexts({ 't.yaml': text }, { rules: [RULE] });
  const lines = text.split(/\r\n?|\n/);
  return run.results.map(({ status, property, location: { line, column, endColumn } }) => {
    const there = lines[line - 1]?.slice(column - 1, endColumn - 1);
    return `${status} ${property ?? '-'} ${line}:${column} ${there}`;
  });
}

const bucket = (properties: string): string => `Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n${properties}`;
const IS_EU = 'Conditions: { IsEu: !Equals [!Ref AWS::Region, eu-west-1] }\n';

describe('a finding points at the key of its property, or at the nearest key around it that is there', () => {
  it.each([
    ['no properties', '', ['fail /VersioningConfiguration/Status 2:3 Bucket']],
    ['empty properties', '    Properties:\n', ['fail /VersioningConfiguration/Status 4:5 Properties']],
    ['other properties', '    Properties: { BucketName: x }\n', ['fail /VersioningConfiguration/Status 4:5 Properties']],
    [
      'an empty map',
      '    Properties:\n      VersioningConfiguration: {}\n',
      ['fail /VersioningConfiguration/Status 5:7 VersioningConfiguration'],
    ],
    ['nothing', '    Properties:\n      VersioningConfiguration:\n', ['fail /VersioningConfiguration/Status 5:7 VersioningConfiguration']],
    [
      'a value',
      '    Properties:\n      VersioningConfiguration:\n        Status: Suspended\n',
      ['fail /VersioningConfiguration/Status 6:9 Status'],
    ],
    ['brackets', '    Properties: { VersioningConfiguration: {"Status" : x} }\n', ['fail /VersioningConfiguration/Status 4:45 "Status"']],
    [
      'an explicit key',
      '    Properties:\n      ? VersioningConfiguration\n      : !!map\n        &s Status: x\n',
      ['fail /VersioningConfiguration/Status 7:12 Status'],
    ],
    [
      'a branch',
      `    Properties:\n      VersioningConfiguration: !If\n        - IsEu\n        - Status: Enabled\n        - Status: Suspended\n${IS_EU}`,
      ['fail /VersioningConfiguration/Status 8:11 Status'],
    ],
    [
      'a branch without it',
      `    Properties:\n      VersioningConfiguration:\n        Fn::If: [IsEu, { Status: Enabled }, {}]\n${IS_EU}`,
      ['fail /VersioningConfiguration/Status 5:7 VersioningConfiguration'],
    ],
    [
      'a branch around all',
      `    Properties: !If [IsEu, { VersioningConfiguration: { Status: Off } }, {}]\n${IS_EU}`,
      ['fail /VersioningConfiguration/Status 4:57 Status'],
    ],
  ])('%s', (_, properties, expected) => {
    for (const text of [bucket(properties), bucket(properties).replaceAll('\n', '\r\n'), bucket(properties).replaceAll('\n', '\r')])
      expect(places(text)).toEqual(expected);
  });

  it('where an alias leads to', () => {
    const text = `X: &on { Status: Suspended }\n${bucket('    Properties:\n      VersioningConfiguration: *on\n')}`;
    expect(places(text)).toEqual(['fail /VersioningConfiguration/Status 1:10 Status']);
    const merged = `X: &all\n  VersioningConfiguration: {}\n${bucket('    Properties:\n      <<: *all\n')}`;
    expect(places(merged)).toEqual(['fail /VersioningConfiguration/Status 2:3 VersioningConfiguration']);
  });

  it('in a file with a byte order mark, comments and letters of several units', () => {
    const text = `\u{feff}# ü😀\n---\n${bucket('    Properties: { BucketName: "é😀", VersioningConfiguration: { Status: x } } # end\n')}...\n`;
    expect(places(text.slice(1))).toEqual(['fail /VersioningConfiguration/Status 6:65 Status']);
    expect(judgeTexts({ 't.yaml': text }, { rules: [RULE] }).run.results[0]?.location).toMatchObject({ line: 6, column: 65 });
  });
});
