import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allStacks,
  BUCKET,
  declarationAt,
  declarations,
  diagnosticsOf,
  type Files,
  loadFiles,
  manifestOf,
  openUnit,
  stackArtifact,
  statusOf,
  unitOf,
  valueAt,
  versioningFindings,
} from './assembly-files.ts';

const MANIFEST = 'cdk.out/manifest.json';

function assembly(artifacts: unknown, others: Files = {}): Files {
  const files = Object.entries(others).map(([name, content]) => [`cdk.out/${name}`, content]);
  return { [MANIFEST]: manifestOf(artifacts), ...Object.fromEntries(files) };
}

function nestedStack(template: unknown, more: Readonly<Record<string, unknown>> = {}): unknown {
  return { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: template }, ...more };
}

function logicalId(id: string, line?: number): unknown {
  const trace =
    line === undefined ? {} : { trace: ['new Bucket (/app/node_modules/aws-cdk-lib/x.js:1:1)', `new Shop (/app/shop.ts:${line}:5)`] };
  return { type: 'aws:cdk:logicalId', data: id, ...trace };
}

describe('a stack of an assembly', () => {
  test('has the name, account and region that the manifest states', () => {
    const loaded = loadFiles(
      assembly(
        {
          Shop: {
            ...stackArtifact('Shop.json', { environment: 'aws://111122223333/eu-west-1', displayName: 'Prod/Shop' }),
            properties: { templateFile: 'Shop.json', stackName: 'shop-prod' },
          },
        },
        { 'Shop.json': BUCKET },
      ),
    );
    expect(loaded.units).toMatchObject([
      { stacks: [{ identity: 'Prod/Shop', path: 'Prod/Shop', stackName: 'shop-prod', account: '111122223333', region: 'eu-west-1' }] },
    ]);
  });

  test('is named by its artifact where nothing else is said', () => {
    const loaded = loadFiles(assembly({ Shop: stackArtifact('Shop.json') }, { 'Shop.json': BUCKET }));
    expect(loaded.units).toMatchObject([{ id: MANIFEST, stacks: [{ identity: 'Shop', path: 'Shop', stackName: 'Shop' }] }]);
    expect(loaded.units[0]?.stacks[0]).not.toHaveProperty('account');
    expect(openUnit(unitOf(loaded, MANIFEST)).resources.map((resource) => resource.key)).toEqual(['Shop/Bucket']);
  });

  test.each([
    ['aws://unknown-account/unknown-region', undefined, undefined],
    ['aws://111122223333/unknown-region', '111122223333', undefined],
    ['aws://unknown-account/eu-west-1', undefined, 'eu-west-1'],
  ])('in the environment %s', (environment, account, region) => {
    const loaded = loadFiles(assembly({ Shop: stackArtifact('Shop.json', { environment }) }, { 'Shop.json': BUCKET }));
    const [stack] = allStacks(loaded.units);
    expect([stack?.account, stack?.region]).toEqual([account, region]);
    expect(diagnosticsOf(loaded, MANIFEST)).toEqual([]);
  });

  test.each(['111122223333/eu-west-1', 'aws://', 'aws://a/b/c', 7, null])('in an environment that cannot be read: %j', (environment) => {
    const loaded = loadFiles(assembly({ Shop: stackArtifact('Shop.json', { environment }) }, { 'Shop.json': BUCKET }));
    const [stack] = allStacks(loaded.units);
    expect([stack?.account, stack?.region]).toEqual([undefined, undefined]);
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'warning', code: 'bad-environment', location: { line: 9 } }]);
  });

  test('shares its construct path with no other: the second one has its artifact beside it', () => {
    const twin = { displayName: 'Shop' };
    const artifacts = { A: stackArtifact('A.json', twin), B: stackArtifact('B.json', twin) };
    const loaded = loadFiles(assembly(artifacts, { 'A.json': BUCKET, 'B.json': BUCKET }));
    expect(allStacks(loaded.units).map((stack) => stack.path)).toEqual(['Shop', 'Shop (B)']);
    expect(new Set(versioningFindings(loaded).map((finding) => finding.fingerprint)).size).toBe(2);
  });

  test('is not what else lies in the folder', () => {
    const files = assembly(
      { Shop: stackArtifact('Shop.json'), Other: { type: 'none' } },
      { 'Shop.json': BUCKET, 'product.template.json': BUCKET },
    );
    expect(loadFiles(files).files.map((file) => file.path)).toEqual(['cdk.out/Shop.json', MANIFEST]);
  });
});

describe('metadata in the manifest itself, as older assemblies have it', () => {
  const loaded = loadFiles(
    assembly(
      {
        Shop: stackArtifact('Shop.json', {
          metadata: {
            '/Shop/Orders/Resource': [logicalId('Orders', 12)],
            '/Shop/Plain/Resource': [{ type: 'aws:cdk:asset', data: {} }, logicalId('Plain')],
            '/Shop/Second/Resource': [logicalId('Second', 20), { type: 'aws:cdk:creationStack', data: ['new Shop (/app/shop.ts:21:7)'] }],
            '/Shop/Inner': [{ type: 'aws:cdk:creationStack', data: ['new Shop (/app/shop.ts:30:1)'] }],
            '/Shop/Inner/Deep/Resource': [logicalId('Deep'), { type: 'aws:cdk:creationStack', data: ['...aws-cdk-lib...'] }],
          },
        }),
      },
      {
        'Shop.json': {
          Resources: Object.fromEntries(['Orders', 'Plain', 'Second', 'Deep', 'Unknown'].map((id) => [id, { Type: 'AWS::S3::Bucket' }])),
        },
      },
    ),
  );

  test('names constructs', () => {
    expect(declarations(loaded).map((resource) => resource.constructPath)).toEqual([
      'Shop/Orders/Resource',
      'Shop/Plain/Resource',
      'Shop/Second/Resource',
      'Shop/Inner/Deep/Resource',
      undefined,
    ]);
  });

  test('tells lines: by the creation, by the trace of the logical id, or by the construct around', () => {
    expect(declarations(loaded).map((resource) => resource.source)).toEqual([
      { file: '/app/shop.ts', line: 12, column: 5 },
      undefined,
      { file: '/app/shop.ts', line: 21, column: 7 },
      { file: '/app/shop.ts', line: 30, column: 1 },
      undefined,
    ]);
  });

  test('and in a file beside it at once', () => {
    const both = loadFiles(
      assembly(
        {
          Shop: stackArtifact('Shop.json', {
            metadata: { '/Shop/Bucket/Resource': [logicalId('Bucket')] },
            additionalMetadataFile: 'more.json',
          }),
        },
        {
          'Shop.json': BUCKET,
          'more.json': { '/Shop/Bucket/Resource': [{ type: 'aws:cdk:creationStack', data: ['new Shop (/app/shop.ts:4:1)'] }] },
        },
      ),
    );
    expect(declarationAt(both, 'Shop/Bucket/Resource').source).toEqual({ file: '/app/shop.ts', line: 4, column: 1 });
  });
});

describe('metadata that cannot be used', () => {
  test.each([
    ['missing', undefined, 'does not exist'],
    ['broken', '{"/Shop', 'is no JSON'],
    ['binary', '\0\0\0\0', ''],
  ])('%s: a warning with its place, and the stack is judged', (_, content, words) => {
    const files = assembly({ Shop: stackArtifact('Shop.json', { additionalMetadataFile: 'm.json' }) }, { 'Shop.json': BUCKET });
    const loaded = loadFiles(content === undefined ? files : { ...files, 'cdk.out/m.json': content });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'warning', code: 'no-metadata', location: { line: 9, column: 30 } }]);
    expect(diagnosticsOf(loaded, MANIFEST)[0]?.message).toContain(words);
    expect(versioningFindings(loaded)).toHaveLength(1);
    expect(loaded.files.map((file) => file.status)).toEqual(['scanned', 'scanned']);
  });

  test.each([
    [[]],
    [null],
    ['text'],
    [{ '/Shop/Bucket': null }],
    [{ '/Shop/Bucket': [null, 1, {}, { type: 1 }, { type: 'aws:cdk:logicalId', data: {} }] }],
  ])('of another shape: %j', (metadata) => {
    const loaded = loadFiles(assembly({ Shop: stackArtifact('Shop.json', { metadata }) }, { 'Shop.json': BUCKET }));
    expect(declarations(loaded).map((resource) => resource.constructPath)).toEqual([undefined]);
    expect(diagnosticsOf(loaded, MANIFEST)).toEqual([]);
  });

  test('names of prototypes are names like others', () => {
    const metadata = '{ "__proto__": [{ "type": "aws:cdk:logicalId", "data": "constructor" }] }';
    const loaded = loadFiles({
      [MANIFEST]: `{ "version": "36.0.0", "artifacts": { "__proto__": { "type": "aws:cloudformation:stack",
        "properties": { "templateFile": "Shop.json" }, "metadata": ${metadata} } } }`,
      'cdk.out/Shop.json': '{ "Resources": { "constructor": { "Type": "AWS::S3::Bucket" } } }',
    });
    expect(declarations(loaded).map((resource) => resource.constructPath)).toEqual(['__proto__']);
    expect(allStacks(loaded.units).map((stack) => stack.path)).toEqual(['__proto__']);
  });
});

describe('nested stacks', () => {
  const ids = ['A', 'B'];
  const metadata = Object.fromEntries(
    ids.flatMap((id): [string, unknown][] => [
      [`/Shop/${id}.NestedStack/${id}.NestedStackResource`, [logicalId(`${id}Resource`)]],
      [`/Shop/${id}/Bucket/Resource`, [logicalId('Bucket')]],
      [`/Shop/${id}/Inner.NestedStack/Inner.NestedStackResource`, [logicalId('InnerResource')]],
      [`/Shop/${id}/Inner/Bucket/Resource`, [logicalId('Bucket')]],
    ]),
  );
  const child = (file: string): unknown =>
    nestedStack('https://s3/x', { Metadata: { 'aws:asset:path': file, 'aws:asset:property': 'TemplateURL' } });

  test('with resources of the same logical id each have their own construct path', () => {
    const loaded = loadFiles(
      assembly(
        { Shop: stackArtifact('Shop.json', { metadata: { '/Shop/Bucket/Resource': [logicalId('Bucket')], ...metadata } }) },
        {
          'Shop.json': { Resources: { ...BUCKET.Resources, AResource: child('A.json'), BResource: child('B.json') } },
          'A.json': { Resources: { ...BUCKET.Resources, InnerResource: child('Inner.json') } },
          'B.json': { Resources: { ...BUCKET.Resources, InnerResource: child('Inner.json') } },
          'Inner.json': BUCKET,
        },
      ),
    );
    const buckets = declarations(loaded).filter((resource) => resource.id === 'Bucket');
    expect(buckets.map((resource) => resource.constructPath)).toEqual([
      'Shop/Bucket/Resource',
      'Shop/A/Bucket/Resource',
      'Shop/A/Inner/Bucket/Resource',
      'Shop/B/Bucket/Resource',
      'Shop/B/Inner/Bucket/Resource',
    ]);
    expect(allStacks(loaded.units).map((stack) => stack.identity)).toEqual([
      'Shop',
      'Shop/AResource',
      'Shop/AResource/InnerResource',
      'Shop/BResource',
      'Shop/BResource/InnerResource',
    ]);
  });

  test('of old assemblies are named by the parameters of an asset', () => {
    const key = { 'Fn::Select': [0, { 'Fn::Split': ['||', { Ref: 'AssetParametersabcS3VersionKey' }] }] };
    const url = {
      'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::Region' }, '.amazonaws.com/', { Ref: 'AssetParametersabcS3Bucket' }, '/', key]],
    };
    const asset = {
      path: 'Child.json',
      id: 'abc',
      s3BucketParameter: 'AssetParametersabcS3Bucket',
      s3KeyParameter: 'AssetParametersabcS3VersionKey',
    };
    const loaded = loadFiles(
      assembly(
        { Shop: stackArtifact('Shop.json', { metadata: { '/Shop': [{ type: 'aws:cdk:asset', data: asset }] } }) },
        { 'Shop.json': { Resources: { Child: nestedStack(url) } }, 'Child.json': BUCKET },
      ),
    );
    expect(allStacks(loaded.units).map((stack) => stack.identity)).toEqual(['Shop', 'Shop/Child']);
  });

  test('that the assembly does not have make the run incomplete', () => {
    const loaded = loadFiles(
      assembly({ Shop: stackArtifact('Shop.json') }, { 'Shop.json': { Resources: { Child: child('Child.json'), ...BUCKET.Resources } } }),
    );
    expect(statusOf(loaded, 'cdk.out/Child.json')).toBe('failed');
    expect(diagnosticsOf(loaded, 'cdk.out/Shop.json')).toMatchObject([{ level: 'error', code: 'missing-child' }]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('outside the assembly are refused', () => {
    const files = assembly({ Shop: stackArtifact('Shop.json') }, { 'Shop.json': { Resources: { Child: child('../Child.json') } } });
    const loaded = loadFiles({ ...files, 'Child.json': BUCKET });
    expect(diagnosticsOf(loaded, 'cdk.out/Shop.json')).toContainEqual(
      expect.objectContaining({ level: 'error', code: 'outside-assembly' }),
    );
    expect(statusOf(loaded, 'cdk.out/Shop.json')).toBe('failed');
    expect(statusOf(loaded, 'Child.json')).toBeUndefined();
  });

  test('that lead back to their own parent are a cycle', () => {
    const loaded = loadFiles(
      assembly(
        { Shop: stackArtifact('Shop.json') },
        { 'Shop.json': { Resources: { Child: child('Child.json') } }, 'Child.json': { Resources: { Back: child('Shop.json') } } },
      ),
    );
    for (const file of ['cdk.out/Shop.json', 'cdk.out/Child.json'])
      expect(diagnosticsOf(loaded, file)).toMatchObject([{ level: 'error', code: 'child-cycle' }]);
  });

  test('whose templates are no asset of the app keep their place', () => {
    const loaded = loadFiles(
      assembly({ Shop: stackArtifact('Shop.json') }, { 'Shop.json': { Resources: { Child: nestedStack('https://example.com/x.json') } } }),
    );
    expect(diagnosticsOf(loaded, 'cdk.out/Shop.json')).toMatchObject([{ level: 'warning', code: 'child-not-loaded' }]);
    expect(statusOf(loaded, 'cdk.out/Shop.json')).toBe('scanned');
  });
});

describe('stages', () => {
  const exporter = { Resources: BUCKET.Resources, Outputs: { Name: { Value: { Ref: 'Bucket' }, Export: { Name: 'the-bucket' } } } };
  const importer = {
    Resources: {
      Text: {
        Type: 'AWS::SSM::Parameter',
        Metadata: { 'aws:cdk:path': 'Text' },
        Properties: { Value: { 'Fn::ImportValue': 'the-bucket' } },
      },
    },
  };
  const stage = (directoryName: string): unknown => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });

  test('an export is known in its own stage', () => {
    const loaded = loadFiles(
      assembly({ A: stackArtifact('A.json'), B: stackArtifact('B.json') }, { 'A.json': exporter, 'B.json': importer }),
    );
    expect(valueAt(openUnit(unitOf(loaded, MANIFEST)), 'Text', 'Value')).toMatchObject({ kind: 'reference', resource: 'A/Bucket' });
  });

  test('an export never leaves its stage', () => {
    const loaded = loadFiles(
      assembly(
        { A: stackArtifact('A.json'), Beta: stage('beta') },
        { 'A.json': exporter, 'beta/manifest.json': manifestOf({ B: stackArtifact('B.json') }), 'beta/B.json': importer },
      ),
    );
    expect(loaded.units.map((unit) => unit.id)).toEqual([MANIFEST, 'cdk.out/beta/manifest.json']);
    expect(valueAt(openUnit(unitOf(loaded, 'cdk.out/beta/manifest.json')), 'Text', 'Value')).toMatchObject({
      kind: 'import',
      name: 'the-bucket',
    });
  });

  test('within stages, and an app that has nothing else', () => {
    const loaded = loadFiles(
      assembly(
        { One: stage('one') },
        {
          'one/manifest.json': manifestOf({ Two: stage('two') }),
          'one/two/manifest.json': manifestOf({ Shop: stackArtifact('../shared.json') }),
          'one/shared.json': BUCKET,
        },
      ),
    );
    expect(loaded.units.map((unit) => unit.id)).toEqual(['cdk.out/one/two/manifest.json']);
    expect(loaded.files.map((file) => [file.path, file.status])).toEqual([
      [MANIFEST, 'scanned'],
      ['cdk.out/one/manifest.json', 'scanned'],
      ['cdk.out/one/shared.json', 'scanned'],
      ['cdk.out/one/two/manifest.json', 'scanned'],
    ]);
  });

  test.each(['.', '', './beta/..'])('a stage that is its own app is refused: %j', (folder) => {
    const loaded = loadFiles(assembly({ Me: stage(folder), Shop: stackArtifact('Shop.json') }, { 'Shop.json': BUCKET }));
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code: 'assembly-cycle', location: { line: 4, column: 3 } }]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('a circle of stages ends', () => {
    const loaded = loadFiles(
      assembly(
        { Beta: stage('beta') },
        { 'beta/manifest.json': manifestOf({ Up: stage('..'), Shop: stackArtifact('Shop.json') }), 'beta/Shop.json': BUCKET },
      ),
    );
    expect(diagnosticsOf(loaded, 'cdk.out/beta/manifest.json')).toMatchObject([{ level: 'error', code: 'assembly-cycle' }]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test.each(['..', '../other', '/etc', 'C:/x'])('a stage outside the assembly is refused: %s', (folder) => {
    const files = assembly({ Out: stage(folder) });
    const loaded = loadFiles({ ...files, 'manifest.json': manifestOf({}), 'other/manifest.json': manifestOf({}) });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code: 'outside-assembly', location: { line: 4 } }]);
    expect(loaded.files.map((file) => [file.path, file.status])).toEqual([[MANIFEST, 'failed']]);
  });

  test('a stage without a manifest makes the run incomplete', () => {
    const loaded = loadFiles(assembly({ Beta: stage('beta'), Shop: stackArtifact('Shop.json') }, { 'Shop.json': BUCKET }));
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code: 'missing-assembly', location: { line: 4 } }]);
    expect(loaded.files.find((file) => file.path === 'cdk.out/beta/manifest.json')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('does not exist'),
    });
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('a stage with a broken manifest has one error with its place, and the others are judged', () => {
    const loaded = loadFiles(
      assembly(
        { Beta: stage('beta'), Shop: stackArtifact('Shop.json') },
        { 'beta/manifest.json': '{\n "version": "36.0.0",\n "artifacts": {', 'Shop.json': BUCKET },
      ),
    );
    expect(diagnosticsOf(loaded, 'cdk.out/beta/manifest.json')).toMatchObject([{ level: 'error', code: 'syntax', location: { line: 3 } }]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('a stage with an empty manifest has one error, and its app is not taken for one without stacks', () => {
    const loaded = loadFiles(assembly({ Beta: stage('beta') }, { 'beta/manifest.json': '\n' }));
    expect(loaded.files.map((file) => [file.path, file.status])).toEqual([
      ['cdk.out/beta/manifest.json', 'failed'],
      [MANIFEST, 'scanned'],
    ]);
    expect(diagnosticsOf(loaded, 'cdk.out/beta/manifest.json')).toMatchObject([{ level: 'error', code: 'bad-manifest' }]);
  });

  test('more levels than any app has', () => {
    const files: Record<string, unknown> = { [MANIFEST]: manifestOf({ Next: stage('x') }) };
    let folder = 'cdk.out';
    for (let depth = 0; depth < 40; depth++) {
      folder += '/x';
      files[`${folder}/manifest.json`] = manifestOf({ Next: stage('x') });
    }
    const loaded = loadFiles(files);
    expect(loaded.files.flatMap((file) => file.diagnostics)).toMatchObject([{ level: 'error', code: 'too-many-assemblies' }]);
  });
});

describe('templates that the manifest names', () => {
  test('and that are missing make the run incomplete', () => {
    const loaded = loadFiles(assembly({ Gone: stackArtifact('Gone.json'), Shop: stackArtifact('Shop.json') }, { 'Shop.json': BUCKET }));
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code: 'missing-template', location: { line: 4, column: 3 } }]);
    expect(loaded.files.find((file) => file.path === 'cdk.out/Gone.json')).toMatchObject({ status: 'failed' });
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('and that are broken have their own error', () => {
    const loaded = loadFiles(assembly({ Shop: stackArtifact('Shop.json') }, { 'Shop.json': '{ "Resources": {' }));
    expect(diagnosticsOf(loaded, MANIFEST)).toEqual([]);
    expect(diagnosticsOf(loaded, 'cdk.out/Shop.json')).toMatchObject([{ level: 'error', code: 'syntax' }]);
    expect(statusOf(loaded, 'cdk.out/Shop.json')).toBe('failed');
    expect(statusOf(loaded, MANIFEST)).toBe('scanned');
  });

  test('and that are binary have their own error', () => {
    const loaded = loadFiles(assembly({ Shop: stackArtifact('Shop.json') }, { 'Shop.json': '\0\0\0\0\0\0' }));
    expect(diagnosticsOf(loaded, MANIFEST)).toEqual([]);
    expect(statusOf(loaded, 'cdk.out/Shop.json')).toBe('failed');
  });

  test.each(['../Secret.json', '/etc/passwd', 'a/../../Secret.json'])('outside the assembly are refused: %s', (path) => {
    const loaded = loadFiles({ ...assembly({ Shop: stackArtifact(path) }), 'Secret.json': BUCKET });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code: 'outside-assembly', location: { line: 4, column: 3 } }]);
    expect(loaded.files.map((file) => [file.path, file.status])).toEqual([[MANIFEST, 'failed']]);
    expect(loaded.units).toEqual([]);
  });

  test('are not loaded without end', () => {
    const artifacts = Object.fromEntries(Array.from({ length: 5_100 }, (_, at) => [`S${at}`, stackArtifact('Shop.json')]));
    const loaded = loadFiles(assembly(artifacts, { 'Shop.json': BUCKET }));
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code: 'too-many-stacks' }]);
    expect(loaded.units[0]?.stacks).toHaveLength(5_000);
  });
});

describe('what the manifest says of itself', () => {
  const shop = { artifacts: { Shop: stackArtifact('Shop.json') } };

  test.each(['0.36.0', '1.10.0', '8.0.0', '36.0.0', '55.9.1'])('version %s is known', (version) => {
    const loaded = loadFiles({ [MANIFEST]: { version, ...shop }, 'cdk.out/Shop.json': BUCKET });
    expect(diagnosticsOf(loaded, MANIFEST)).toEqual([]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('a newer version is read all the same, with a warning', () => {
    const loaded = loadFiles({ [MANIFEST]: { version: '999.0.0', ...shop }, 'cdk.out/Shop.json': BUCKET });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([
      { level: 'warning', code: 'newer-assembly', location: { line: 2, column: 13 } },
    ]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('a version of another shape is read all the same, with a warning', () => {
    const loaded = loadFiles({ [MANIFEST]: { version: 'next', ...shop }, 'cdk.out/Shop.json': BUCKET });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'warning', code: 'no-version', location: { line: 2 } }]);
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('values that are missing are a warning that names them', () => {
    const missing = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key: `ami:${key}`, provider: 'ami', props: {} }));
    const loaded = loadFiles({ [MANIFEST]: { version: '36.0.0', ...shop, missing }, 'cdk.out/Shop.json': BUCKET });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'warning', code: 'missing-context', location: { line: 12 } }]);
    expect(diagnosticsOf(loaded, MANIFEST)[0]?.message).toContain('ami:a, ami:b, ami:c and 2 more');
    expect(versioningFindings(loaded)).toHaveLength(1);
  });

  test('artifacts of kinds that are not known are said', () => {
    const loaded = loadFiles(assembly({ New: { type: 'cdk:something-new' }, Shop: stackArtifact('Shop.json') }, { 'Shop.json': BUCKET }));
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'warning', code: 'unknown-artifact', location: { line: 4 } }]);
  });

  test('an assembly without stacks was not judged', () => {
    const loaded = loadFiles(assembly({ Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } } }));
    expect(loaded.units).toEqual([]);
    expect(loaded.files).toMatchObject([{ path: MANIFEST, status: 'not-evaluated', reason: 'the cloud assembly has no stacks' }]);
  });

  test('an assembly whose stacks are hidden by a second key is not taken for one without stacks', () => {
    const text = `{ "version": "36.0.0", "artifacts": { "T": { "type": "cdk:tree" } }, "artifacts": ${JSON.stringify(shop.artifacts)} }`;
    const loaded = loadFiles({ [MANIFEST]: text, 'cdk.out/Shop.json': BUCKET });
    expect(loaded.files).toMatchObject([{ path: MANIFEST, status: 'failed' }]);
  });

  test.each([
    ['artifacts that are a list', '{ "version": "36.0.0",\n "artifacts": [{ "type": "cdk:tree" }] }', 'bad-manifest', 2],
    ['an artifact that is a text', '{ "version": "36.0.0",\n "artifacts": {\n "A": "x" } }', 'bad-artifact', 3],
    ['an artifact without a type', '{ "version": "36.0.0",\n "artifacts": {\n "A": {} } }', 'bad-artifact', 3],
    ['an artifact with a number for a type', '{ "version": "36.0.0",\n "artifacts": {\n "A": { "type": 7 } } }', 'bad-artifact', 3],
    [
      'a stack without properties',
      '{ "version": "36.0.0",\n "artifacts": {\n "A": { "type": "aws:cloudformation:stack" } } }',
      'bad-artifact',
      3,
    ],
    [
      'a stack with a list for its template',
      '{ "version": "36.0.0",\n "artifacts": {\n "A": { "type": "aws:cloudformation:stack", "properties": { "templateFile": [] } } } }',
      'bad-artifact',
      3,
    ],
    [
      'an assembly without a folder',
      '{ "version": "36.0.0",\n "artifacts": {\n "A": { "type": "cdk:cloud-assembly" } } }',
      'bad-artifact',
      3,
    ],
    ['a text that is cut off', '{ "version": "36.0.0",\n "artifacts": {\n "A": { "type": "cdk:tree"', 'syntax', 3],
  ])('%s: one error with its place', (_, text, code, line) => {
    const loaded = loadFiles({ [MANIFEST]: text });
    expect(diagnosticsOf(loaded, MANIFEST)).toMatchObject([{ level: 'error', code, location: { line } }]);
    expect(statusOf(loaded, MANIFEST)).toBe('failed');
    expect(loaded.units).toEqual([]);
  });
});

describe('whatever a manifest holds', () => {
  const text = fc.constantFrom('', '.', '..', 'a', 'sub', 'Shop.json', 'manifest.json', '../cdk.out', '__proto__', 'aws://a/b', '\0');
  const anything = fc.oneof(
    text,
    fc.constant(null),
    fc.integer(),
    fc.array(text, { maxLength: 2 }),
    fc.dictionary(text, text, { maxKeys: 2 }),
  );
  const artifact = fc.record(
    {
      type: fc.oneof(fc.constantFrom('aws:cloudformation:stack', 'cdk:cloud-assembly', 'cdk:tree', 'cdk:asset-manifest'), anything),
      properties: fc.oneof(
        fc.record({ templateFile: anything, directoryName: anything, file: anything, stackName: anything }, { requiredKeys: [] }),
        anything,
      ),
      environment: anything,
      displayName: anything,
      additionalMetadataFile: anything,
      metadata: fc.oneof(
        anything,
        fc.dictionary(text, fc.array(fc.record({ type: anything, data: anything, trace: anything }), { maxLength: 2 })),
      ),
    },
    { requiredKeys: ['type'] },
  );
  const manifest = fc.record(
    {
      version: fc.oneof(fc.constant('36.0.0'), anything),
      artifacts: fc.oneof(fc.dictionary(text, artifact, { maxKeys: 4 }), anything),
      missing: anything,
    },
    { requiredKeys: ['version', 'artifacts'] },
  );

  test('it loads or says why, stays in its folder, and keeps stacks apart', () => {
    const marked = { type: 'cdk:feature-flag-report' };
    fc.assert(
      fc.property(manifest, manifest, (outer, inner) => {
        const artifacts =
          typeof outer.artifacts === 'object' && !Array.isArray(outer.artifacts) ? { Marked: marked, ...outer.artifacts } : outer.artifacts;
        const files = {
          [MANIFEST]: { ...outer, artifacts },
          'cdk.out/sub/manifest.json': inner,
          'cdk.out/Shop.json': BUCKET,
          'Shop.json': BUCKET,
        };
        const loaded = loadFiles(files);
        for (const file of loaded.files) {
          expect(file.path.startsWith('cdk.out/')).toBe(true);
          for (const diagnostic of file.diagnostics) {
            expect(diagnostic.message).not.toMatch(/undefined|\[object/);
            if (file.source !== undefined) expect(diagnostic.location?.line).toBeGreaterThan(0);
          }
        }
        for (const unit of loaded.units) {
          const paths = unit.stacks.map((stack) => stack.path);
          expect(new Set(paths).size).toBe(paths.length);
        }
        expect(versioningFindings(loaded).length).toBe(allStacks(loaded.units).length);
      }),
      { numRuns: 300 },
    );
  });
});
