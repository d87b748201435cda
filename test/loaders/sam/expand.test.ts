import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../../src/loaders/cloudformation/parse.ts';
import { type ExpandedSam, expandSam } from '../../../src/loaders/sam/index.ts';
import { entryOf, type MappingEntry, type Node } from '../../../src/model/node.ts';
import { SourceText } from '../../../src/model/source.ts';

interface Expanded extends ExpandedSam {
  /** The line of the key at a path, and its value if that is a scalar: `12 Hello`. */
  at(...path: readonly string[]): string;
  /** The plain data at a path. */
  data(...path: readonly string[]): unknown;
  lineOf(offset: number): number;
}

function expand(text: string, parameters: Record<string, string> = {}): Expanded {
  const source = new SourceText('template.yaml', text);
  const { root } = parseDocument(source);
  if (root?.kind !== 'mapping') throw new Error('no template');
  const expanded = expandSam(root, { parameters, region: 'us-east-1' });
  const lineOf = (offset: number): number => source.position(offset).line;
  const find = (path: readonly string[]): MappingEntry | undefined => {
    let entry: MappingEntry | undefined;
    let at: Node | undefined = expanded.root;
    for (const key of path) {
      if (at?.kind === 'sequence') at = at.items[Number(key)];
      else {
        entry = entryOf(at, key);
        at = entry?.value;
      }
    }
    return at === undefined ? undefined : entry;
  };
  return {
    ...expanded,
    lineOf,
    at(...path) {
      const entry = find(path);
      if (entry === undefined) return 'nothing';
      const { value } = entry;
      return value.kind === 'scalar' ? `${lineOf(entry.keyStart)} ${value.text}` : `${lineOf(entry.keyStart)}`;
    },
    data: (...path) => path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], plain(expanded.root)),
  };
}

function plain(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'sequence':
      return node.items.map(plain);
    case 'mapping':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  }
}

const APPLICATION = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    Environment:
      Variables:
        STAGE: prod
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Metadata: { Version: 1.10 }
    Properties:
      CodeUri: src/
      Handler: index.handler
      RolePath: /app/
      Policies:
        - S3ReadPolicy:
            BucketName: data
        - Statement:
            - Effect: Allow
              Action: '*'
              Resource: '*'
      Environment:
        Variables:
          TABLE: !GetAtt Table.Arn
      Events:
        Get:
          Type: Api
          Properties:
            Path: /hello
            Method: get
        Jobs:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 5
    Connectors:
      ToTable:
        Properties:
          Destination: { Id: Table }
          Permissions: [Read]
  Table:
    Type: AWS::Serverless::SimpleTable
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: 010
Outputs:
  Name:
    Value: !Ref Hello
`;

describe('an expanded SAM template', () => {
  const sam = expand(APPLICATION);

  it('has no transform and no globals, and keeps the rest as it stands', () => {
    expect(sam.errors).toEqual([]);
    expect(sam.root.entries.map(({ key }) => key)).toEqual(['Resources', 'Outputs']);
    expect(sam.at('Resources', 'Queue', 'Properties', 'DelaySeconds')).toBe('47 010');
    expect(sam.at('Outputs', 'Name', 'Value', 'Ref')).toBe('50 Hello');
  });

  it('has properties where the file has them, Globals included', () => {
    expect(sam.at('Resources', 'Hello')).toBe('9');
    expect(sam.at('Resources', 'Hello', 'Type')).toBe('10 AWS::Lambda::Function');
    expect(sam.at('Resources', 'Hello', 'Properties')).toBe('12');
    expect(sam.at('Resources', 'Hello', 'Properties', 'Handler')).toBe('14 index.handler');
    expect(sam.at('Resources', 'Hello', 'Properties', 'Runtime')).toBe('4 nodejs22.x');
    expect(sam.at('Resources', 'Hello', 'Properties', 'Environment')).toBe('23');
    expect(sam.at('Resources', 'Hello', 'Properties', 'Environment', 'Variables', 'STAGE')).toBe('7 prod');
    expect(sam.at('Resources', 'Hello', 'Properties', 'Environment', 'Variables', 'TABLE')).toBe('25');
  });

  it('has what is generated at what it is generated for', () => {
    expect(sam.at('Resources', 'Hello', 'Properties', 'Role')).toBe('12');
    expect(sam.at('Resources', 'HelloRole')).toBe('16');
    expect(sam.at('Resources', 'HelloRole', 'Properties', 'Path')).toBe('15 /app/');
    expect(sam.at('Resources', 'HelloRole', 'Properties', 'ManagedPolicyArns')).toBe('16');
    expect(sam.at('Resources', 'HelloRole', 'Properties', 'Policies', '1', 'PolicyDocument', 'Statement', '0', 'Action')).toBe('21 *');
    expect(sam.at('Resources', 'HelloJobs')).toBe('32');
    expect(sam.at('Resources', 'HelloJobs', 'Properties', 'BatchSize')).toBe('36 5');
    expect(sam.at('Resources', 'ServerlessRestApi')).toBe('27');
    expect(sam.at('Resources', 'ServerlessRestApiProdStage', 'Properties', 'StageName')).toBe('27 Prod');
    expect(sam.at('Resources', 'HelloToTablePolicy')).toBe('38');
    expect(sam.at('Resources', 'Table', 'Properties', 'BillingMode')).toBe('42 PAY_PER_REQUEST');
  });

  it('says what each resource was generated for', () => {
    expect(Object.fromEntries(sam.generated)).toMatchObject({
      Hello: { type: 'AWS::Serverless::Function', from: { id: 'Hello', path: [] } },
      HelloRole: { type: 'AWS::Serverless::Function', from: { id: 'Hello', path: ['Properties', 'Policies'] } },
      HelloJobs: { type: 'AWS::Serverless::Function', from: { id: 'Hello', path: ['Properties', 'Events', 'Jobs'] } },
      ServerlessRestApi: { type: 'AWS::Serverless::Api', from: { id: 'Hello', path: ['Properties', 'Events', 'Get'] } },
      HelloToTablePolicy: { type: 'AWS::Serverless::Connector', from: { id: 'Hello', path: ['Connectors', 'ToTable'] } },
      Table: { type: 'AWS::Serverless::SimpleTable', from: { id: 'Table', path: [] } },
    });
    expect(sam.generated.has('Queue')).toBe(false);
  });

  it('leaves the authored tree as it is', () => {
    const source = new SourceText('template.yaml', APPLICATION);
    const { root } = parseDocument(source);
    if (root?.kind !== 'mapping') throw new Error('no template');
    const before = JSON.stringify(root);
    expandSam(root, { parameters: {}, region: 'us-east-1' });
    expect(JSON.stringify(root)).toBe(before);
  });
});

describe('parameters', () => {
  const layer = (noEcho: string): unknown => {
    const sam = expand(
      `Transform: AWS::Serverless-2016-10-31
Parameters: { Name: { Type: String, NoEcho: ${noEcho}, Default: default } }
Resources: { Hello: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: 's3://code/key', LayerName: !Ref Name } } }
`,
      { Name: 'given' },
    );
    const [id = ''] = sam.generated.keys();
    return sam.data('Resources', id, 'Properties', 'LayerName');
  };

  it('have their values where the transform needs them', () => {
    expect(layer('false')).toBe('given');
  });

  it('that are secret show nowhere', () => {
    expect(layer('true')).toEqual({ Ref: 'Name' });
    expect(layer("'True'")).toEqual({ Ref: 'Name' });
  });
});

describe('resources of a loop over something unknown', () => {
  it('keep their symbolic ids', () => {
    const sam = expand(`Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Hello\${Name}:
    Type: AWS::Serverless::Function
    DependsOn: Table\${Name}
    Properties: { CodeUri: src/, Handler: a.b, Runtime: nodejs22.x, Environment: { Variables: { TABLE: !GetAtt 'Table\${Name}.Arn' } } }
  Table\${Name}: { Type: AWS::Serverless::SimpleTable }
Outputs: { Arn: { Value: !GetAtt 'Hello\${Name}.Arn' } }
`);
    expect(sam.errors).toEqual([]);
    expect(sam.at('Resources', 'Hello${Name}')).toBe('3');
    expect(sam.at('Resources', 'Hello${Name}Role', 'Type')).toBe('4 AWS::IAM::Role');
    expect(sam.at('Resources', 'Hello${Name}', 'DependsOn')).toBe('5 Table${Name}');
    expect(sam.data('Resources', 'Hello${Name}', 'Properties')).toMatchObject({
      Role: { 'Fn::GetAtt': ['Hello${Name}Role', 'Arn'] },
      Environment: { Variables: { TABLE: { 'Fn::GetAtt': ['Table${Name}', 'Arn'] } } },
    });
    expect(sam.data('Outputs', 'Arn', 'Value')).toEqual({ 'Fn::GetAtt': ['Hello${Name}', 'Arn'] });
    expect(sam.generated.get('Hello${Name}Role')?.from.id).toBe('Hello${Name}');
  });

  it('are named by them in errors', () => {
    const { errors } = expand('Resources: { "Hello${Name}": { Type: AWS::Serverless::SimpleTable, Properties: { Nonsense: 1 } } }');
    expect(errors).toMatchObject([{ resource: 'Hello${Name}', message: expect.stringContaining('id [Hello${Name}]') }]);
  });
});

describe('files that are not packaged yet', () => {
  it('stay paths, as packaging takes them', () => {
    const sam = expand(`Transform: AWS::Serverless-2016-10-31
Globals: { Function: { CodeUri: ./src, Runtime: nodejs22.x, Handler: index.handler } }
Resources:
  Hello: { Type: AWS::Serverless::Function, Properties: { AutoPublishAlias: live } }
  Packaged: { Type: AWS::Serverless::Function, Properties: { CodeUri: 's3://code/key' } }
  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer/, LayerName: layer } }
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: prod, DefinitionUri: openapi.yaml } }
  Flow: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: flow.asl.json, Role: arn:aws:iam::123456789012:role/flow } }
  App: { Type: AWS::Serverless::Application, Properties: { Location: ./app/template.yaml } }
`);
    expect(sam.errors).toEqual([]);
    expect(sam.at('Resources', 'Hello', 'Properties', 'Code')).toBe('2 ./src');
    expect(sam.data('Resources', 'Packaged', 'Properties', 'Code')).toEqual({ S3Bucket: 'code', S3Key: 'key' });
    const layer = sam.root.entries.flatMap(({ value }) => (value.kind === 'mapping' ? value.entries.map(({ key }) => key) : []));
    expect(sam.at('Resources', layer.find((id) => /^Layer[0-9a-f]{10}$/.test(id)) ?? '', 'Properties', 'Content')).toBe('6 layer/');
    expect(sam.at('Resources', 'Api', 'Properties', 'BodyS3Location')).toBe('7 openapi.yaml');
    expect(sam.at('Resources', 'Flow', 'Properties', 'DefinitionS3Location')).toBe('8 flow.asl.json');
    expect(sam.at('Resources', 'App', 'Properties', 'TemplateURL')).toBe('9 ./app/template.yaml');
  });

  it('are the folder for an image that is not built yet', () => {
    const sam = expand(`Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: { PackageType: Image }
    Metadata: { Dockerfile: Dockerfile, DockerContext: ./image }
`);
    expect(sam.data('Resources', 'Hello', 'Properties', 'Code')).toEqual({ ImageUri: './image' });
  });
});

describe('a SAM template that AWS refuses', () => {
  const refused = (resources: string, head = ''): readonly string[] => {
    const sam = expand(`Transform: AWS::Serverless-2016-10-31\n${head}Resources:\n${resources}`);
    return sam.errors.map(({ message, place, resource }) => `${sam.lineOf(place.start)} ${resource ?? '-'}: ${message}`);
  };

  it('is told where it is wrong, all resources at once', () => {
    const errors = refused(`  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Nonsense: 1
  Table:
    Type: AWS::Serverless::SimpleTable
    Properties:
      PrimaryKey:
        Name: id
        Type: Text
  Layer:
    Type: AWS::Serverless::LayerVersion
    Properties:
      LayerName: x
`);
    expect(errors).toEqual([
      '9 Hello: Resource with id [Hello] is invalid. property Nonsense not defined for resource of type AWS::Serverless::Function',
      `15 Table: Resource with id [Table] is invalid. Invalid 'Type' "Text".`,
      `18 Layer: Resource with id [Layer] is invalid. Missing required property 'ContentUri'.`,
    ]);
  });

  it('is told so in Globals where the value stands there', () => {
    const head = 'Globals:\n  LayerVersion:\n    PublishLambdaVersion: sometimes\n';
    expect(refused('  Layer: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer/ } }\n', head)).toEqual([
      "4 Layer: Resource with id [Layer] is invalid. Type of property 'PublishLambdaVersion' is invalid.",
    ]);
    expect(refused('  Topic: { Type: AWS::SNS::Topic }\n', 'Globals:\n  Function:\n    Role: x\n')).toEqual([
      expect.stringMatching(/^4 -: 'Globals' section is invalid. 'Role' is not a supported property of 'Function'/),
    ]);
  });

  it('is told so at the connector within a resource', () => {
    expect(
      refused(`  Table:
    Type: AWS::DynamoDB::Table
    Connectors:
      One:
        Properties:
          Destination: { Id: Nowhere }
          Permissions: [Read]
      Two: [1]
`),
    ).toEqual([
      '10 Table: Resource with id [TableTwo] is invalid. Table.TableTwo should be a map.',
      expect.stringMatching(/^8 Table: Resource with id \[TableOne\] is invalid/),
    ]);
  });

  it.each([
    ['Resources: []', "'Resources' section is required"],
    ['Resources: {}', "'Resources' section is required"],
    ['Resources: { A: 1 }', "All 'Resources' must be Objects"],
    ['Resources: { A: { Type: AWS::Serverless::Function, Properties: [] } }', "Attribute 'Properties' should be a map."],
    ['Resources: { A: { Type: AWS::Serverless::Connector, Properties: [] } }', 'Properties of a resource must be an object.'],
    ['Resources: { A-b: { Type: AWS::Serverless::SimpleTable } }', 'Logical ids must be alphanumeric.'],
    ['Resources: { A: { Type: AWS::SNS::Topic, Condition: [x] } }', 'Every Condition member must be a string.'],
    ['Globals: [], Resources: { A: { Type: AWS::SNS::Topic } }', 'It must be a non-empty dictionary'],
    ['Mappings: , Resources: { A: { Type: AWS::SNS::Topic } }', "'Mappings' or 'Parameters' is either null or not a valid dictionary."],
  ])('{ %s } is told %s', (text, message) => {
    expect(expand(`{ ${text} }`).errors.map((error) => error.message)).toEqual([expect.stringContaining(message)]);
  });
});

describe('hostile templates', () => {
  it('may have keys that mean something to JavaScript', () => {
    const sam = expand(`Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Environment: { Variables: { __proto__: a, constructor: b } } } }
Mappings: { __proto__: { a: { b: c } } }
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: index.handler
      Runtime: nodejs22.x
      Environment: { Variables: { toString: c, __proto__: { polluted: d } } }
      Tags: { __proto__: x, hasOwnProperty: y }
  Topic: { Type: constructor, Properties: { __proto__: { a: !FindInMap [__proto__, a, b] } } }
`);
    expect(sam.errors).toEqual([]);
    expect(sam.data('Resources', 'Hello', 'Properties', 'Tags')).toEqual([
      { Key: 'lambda:createdBy', Value: 'SAM' },
      { Key: '__proto__', Value: 'x' },
      { Key: 'hasOwnProperty', Value: 'y' },
    ]);
    expect(sam.at('Resources', 'Hello', 'Properties', 'Environment', 'Variables', '__proto__', 'polluted')).toBe('11 d');
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
    expect(expand('Resources: { __proto__: { Type: AWS::Serverless::SimpleTable } }').errors).toMatchObject([{ resource: '__proto__' }]);
  });

  it('may be nested deep', () => {
    const deep = `${'['.repeat(180)}${']'.repeat(180)}`;
    const sam = expand(
      `Resources: { Hello: { Type: AWS::Serverless::Function, Properties: { CodeUri: src/, Handler: a.b, Runtime: nodejs22.x, Tags: ${deep} } }, Topic: { Type: AWS::SNS::Topic, Properties: { A: ${deep} } } }`,
    );
    expect(sam.errors.map(({ message }) => message)).toEqual(["Resource with id [Hello] is invalid. Property 'Tags' should be a map."]);
  });

  it('are told the resource whatever type a property is of', () => {
    const types = ['Api', 'HttpApi', 'WebSocketApi', 'Function', 'StateMachine', 'Connector', 'GraphQLApi', 'LayerVersion', 'SimpleTable'];
    const properties = ['Auth', 'Domain', 'Events', 'Definition', 'DefinitionBody', 'Cors', 'Policies', 'Routes', 'Source', 'PrimaryKey'];
    for (const type of types) {
      for (const property of properties) {
        for (const value of [
          '1',
          'text',
          '[]',
          '[1]',
          '[{}]',
          '{ a: 1 }',
          '{ a: [] }',
          '{ a: { b: 1 } }',
          '{ Fn::If: 1 }',
          '{ Ref: [] }',
        ]) {
          const { errors, root } = expand(`Resources: { A: { Type: AWS::Serverless::${type}, Properties: { ${property}: ${value} } } }`);
          if (errors.length === 0) expect(root.entries).not.toEqual([]);
          for (const error of errors) expect(error.message).toMatch(/^(Resource|Event) with id \[A/);
        }
      }
    }
  });
});
