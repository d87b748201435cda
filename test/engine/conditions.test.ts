import { describe, expect, it } from 'vitest';
import { statusOf } from '../support/status-rule.ts';

const thing = (status: string): string => `
Resources:
  Thing:
    Type: Test::Some::Thing
    Properties: { Status: ${status} }
`;

const nested = (child: string, parameters: string, sections = ''): readonly string[] =>
  statusOf(
    `${sections}
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters: ${parameters}
`,
    { beside: { 'child.yaml': child }, thing: 'Child/Thing' },
  );

const IS_EU = 'Conditions: { IsEu: !Equals [!Ref AWS::Region, eu-west-1] }';

describe('what a parent binds', () => {
  const child = `
Parameters: { Mode: { Type: String, Default: on } }
Conditions: { IsOn: !Equals [!Ref Mode, on] }
${thing('!If [IsOn, Enabled, Suspended]')}`;

  it('leaves the own value of a parameter where it binds nothing', () => {
    expect(nested(child, '{ Mode: !Ref AWS::NoValue }')).toEqual(['pass with the default of Mode']);
    expect(nested(child, '{ Mode: !If [IsEu, off, !Ref AWS::NoValue] }', IS_EU)).toEqual(['fail when Child/IsOn is false']);
  });

  it('is read out of all branches', () => {
    const versions = `Parameters: { Status: { Type: String, Default: Enabled } }\n${thing('!Ref Status')}`;
    expect(nested(versions, '!If [IsEu, { Status: Enabled }, { Status: Suspended }]', IS_EU)).toEqual(['fail when IsEu is false']);
    expect(nested(versions, '{ "Fn::Transform": { Name: AWS::Include } }')).toEqual(['unknown']);
    expect(nested(versions, '{ Status: Suspended, "Fn::Transform": { Name: AWS::Include } }')).toEqual(['fail']);
  });

  it('is the name of an SSM parameter, and not its value', () => {
    const ssm = `Parameters: { Status: { Type: 'AWS::SSM::Parameter::Value<String>' } }\n${thing('!Ref Status')}`;
    expect(nested(ssm, '{ Status: /app/status }')).toEqual(['unknown']);
  });

  it.each(['!Ref Bucket', '!GetAtt Bucket.Arn', '!Sub "${AWS::Region}-x-${AWS::AccountId}"', '!Ref AWS::Region', '!ImportValue shared'])(
    'is never empty: %s',
    (value) => {
      const hasName = `
Parameters: { Name: { Type: String, Default: '' } }
Conditions: { HasName: !Not [!Equals [!Ref Name, '']] }
${thing('!If [HasName, Enabled, Suspended]')}`;
      expect(nested(hasName, `{ Name: ${value} }`)).toEqual(['pass']);
    },
  );

  it('is not mixed up with a parameter of the same name', () => {
    const own = `
Parameters: { Mode: { Type: String }, Other: { Type: String } }
Conditions: { AreSame: !Equals [!Sub 'x\${Mode}', !Ref Other] }
${thing('!If [AreSame, Enabled, Suspended]')}
Outputs: { Mode: { Value: !Ref Mode } }`;
    const twins = `
Parameters: { Mode: { Type: String } }
Resources:
  One: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: one.yaml } }
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: child.yaml, Parameters: { Mode: !Ref Mode, Other: !Sub 'x\${One.Outputs.Mode}' } }
`;
    const one =
      'Parameters: { Mode: { Type: String } }\nResources: { T: { Type: AWS::SNS::Topic } }\nOutputs: { Mode: { Value: !Ref Mode } }';
    expect(statusOf(twins, { beside: { 'child.yaml': own, 'one.yaml': one }, thing: 'Child/Thing' })).toEqual([
      'fail when Child/AreSame is false',
    ]);
  });
});

describe('comparisons of what is not known', () => {
  it('are decided the same way for the same expression, and for no two values at once', () => {
    const conditions = `
Parameters: { Name: { Type: String } }
Conditions:
  IsA: !Equals [!Sub '\${Name}-\${AWS::Region}', a-x]
  IsB: !Equals [!Sub '\${Name}-\${AWS::Region}', b-x]
`;
    expect(statusOf(`${conditions}${thing('!If [IsA, !If [IsB, Suspended, Enabled], Enabled]')}`)).toEqual(['pass']);
    expect(statusOf(`${conditions}${thing('!If [IsA, Suspended, Enabled]')}`)).toEqual(['fail when IsA is true']);
  });

  it('are decided apart for different expressions that are unknown for the same reason', () => {
    const conditions = `
Conditions:
  IsA: !Equals [!Select [0, !Cidr [10.0.0.0/16, 2]], x]
  IsB: !Equals [!Select [0, !Cidr [10.1.0.0/16, 2]], x]
`;
    expect(statusOf(`${conditions}${thing('!If [IsA, !If [IsB, Enabled, Suspended], Enabled]')}`)).toEqual([
      'fail when IsA is true and IsB is false',
    ]);
  });

  it('know what a mapping can give', () => {
    const mappings = 'Mappings: { Sizes: { eu-west-1: { Size: big }, us-east-1: { Size: small } } }';
    const never = 'Conditions: { IsHuge: !Equals [!FindInMap [Sizes, !Ref AWS::Region, Size], huge] }';
    expect(statusOf(`${mappings}\n${never}${thing('!If [IsHuge, Suspended, Enabled]')}`)).toEqual(['pass']);
    const both = `Conditions:
  IsBig: !Equals [!FindInMap [Sizes, !Ref AWS::Region, Size], big]
  IsSmall: !Equals [!FindInMap [Sizes, !Ref AWS::Region, Size], small]`;
    expect(statusOf(`${mappings}\n${both}${thing('!If [IsBig, Enabled, !If [IsSmall, Enabled, Suspended]]')}`)).toEqual(['pass']);
  });

  it.each([
    ['{ Type: String }', 'fail when IsEmpty is true'],
    ['{ Type: String, MinLength: 1 }', 'pass'],
    ['{ Type: String, AllowedPattern: ".+" }', 'pass'],
    ['{ Type: String, AllowedPattern: "[a-z]*" }', 'fail when IsEmpty is true'],
    ['{ Type: String, AllowedPattern: "(?<bad" }', 'fail when IsEmpty is true'],
    ['{ Type: Number }', 'pass'],
    ['{ Type: "AWS::EC2::VPC::Id" }', 'pass'],
  ])('know when a parameter cannot be empty: %s', (parameter, expected) => {
    const sections = `Parameters: { Name: ${parameter} }\nConditions: { IsEmpty: !Equals [!Ref Name, ''] }`;
    expect(statusOf(`${sections}${thing('!If [IsEmpty, Suspended, Enabled]')}`)).toEqual([expected]);
  });

  it('do not show the values of a secret parameter', () => {
    const secret = '{ Type: String, NoEcho: true, AllowedValues: [Enabled, hunter2] }';
    const sections = `Parameters: { A: ${secret}, B: ${secret} }\nConditions: { AreSame: !Equals [!Ref A, !Ref B] }`;
    const said = statusOf(`${sections}${thing('!If [AreSame, Enabled, !Ref A]')}`);
    expect(said).toHaveLength(1);
    expect(said.join()).not.toContain('hunter2');
  });
});

describe('conditions in conditions', () => {
  it('are decided however long the chain is', () => {
    const chain = Array.from({ length: 3_000 }, (_, index) => `  C${index + 1}: !Not [!Condition C${index}]`).join('\n');
    const conditions = `Parameters: { Env: { Type: String } }\nConditions:\n  C0: !Equals [!Ref Env, prod]\n${chain}`;
    expect(statusOf(`${conditions}${thing('!If [C3000, Enabled, Suspended]')}`)).toEqual(['fail when C3000 is false']);
  });
});

describe('what depends on itself', () => {
  it('through the outputs of nested stacks comes to an end', () => {
    const child = `
Parameters: { Mode: { Type: String } }
Conditions: { IsOn: !Equals [!Ref Mode, on] }
${thing('!If [IsOn, Enabled, Suspended]')}
Outputs: { Mode: { Value: !If [IsOn, on, !Sub '\${Mode}\${Mode}'] } }`;
    const stack = (id: string, other: string): string =>
      `  ${id}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml, Parameters: { Mode: !GetAtt ${other}.Outputs.Mode } } }`;
    const judged = (other: string): readonly string[] =>
      statusOf(`Resources:\n${stack('One', other)}\n${stack('Two', 'One')}\n`, { beside: { 'child.yaml': child }, thing: 'One/Thing' });
    expect(judged('One')).toHaveLength(1);
    expect(judged('Two')).toHaveLength(1);
  });
});

describe('the Rules section', () => {
  it('says what the functions that only rules have leave open', () => {
    const rules = `
Parameters:
  Env: { Type: String, AllowedValues: [dev, test, prod] }
  One: { Type: 'AWS::EC2::VPC::Id' }
  Other: { Type: 'AWS::EC2::VPC::Id' }
Rules:
  NotTest:
    RuleCondition: !Not [!Equals [!Ref Env, dev]]
    Assertions: [{ Assert: !Contains [[prod, production], !Ref Env] }]
  Tags:
    Assertions:
      - Assert: !EachMemberIn [!ValueOfAll ['AWS::EC2::VPC::Id', Tags.Dept], !RefAll 'AWS::EC2::VPC::Id']
      - Assert: !Contains [[a], !ValueOf [One, Tags.x]]
      - Assert: !Not [!Contains [[a], !ValueOf [Other, Tags.x]]]
      - Assert: !EachMemberEquals [[a, a], a]
Conditions: { IsTest: !Equals [!Ref Env, test], IsDev: !Equals [!Ref Env, dev] }
`;
    expect(statusOf(`${rules}${thing('!If [IsTest, Suspended, Enabled]')}`)).toEqual(['pass']);
    expect(statusOf(`${rules}${thing('!If [IsDev, Suspended, Enabled]')}`)).toEqual(['fail when IsDev is true']);
  });
});
