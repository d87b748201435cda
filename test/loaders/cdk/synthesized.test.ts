import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/loaders/context.ts';
import { Loader } from '../../../src/loaders/load.ts';
import { supplyFromDisk } from '../../../src/supply/disk.ts';
import {
  allStacks,
  declarationAt,
  declarations,
  type Files,
  loadFiles,
  openUnit,
  unitOf,
  valueAt,
  versioningFindings,
} from './assembly-files.ts';

const project = resolve(import.meta.dirname, '../../..');
const fixture = 'fixtures/cdk/shop';

function loadFrom(folder: string, root: string): Loaded {
  const supply = supplyFromDisk({ root, cwd: root, paths: [folder] });
  return new Loader(supply.files, supply.reader).load({});
}

describe('an app with a pipeline, two stages and nested stacks, synthesized by aws-cdk-lib', () => {
  let folder = '';
  let out = '';
  let loaded: Loaded;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stackgate-cdk-'));
    out = join(folder, 'cdk.out');
    const made = spawnSync(process.execPath, [join(project, fixture, 'app.ts'), out], {
      encoding: 'utf8',
      env: { ...process.env, CDK_VALIDATION: 'false' },
    });
    expect(made.status, made.stderr).toBe(0);
    loaded = loadFrom(out, project);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('every manifest, stack template and nested template is in the ledger, scanned and without a word', () => {
    const made = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /manifest\.json$|\.template\.json$/.test(name));
    expect(made.length).toBeGreaterThanOrEqual(12);
    expect(loaded.files.map((file) => file.path).sort()).toEqual(made.map((name) => join(out, name)).sort());
    for (const file of loaded.files) expect(file).toMatchObject({ status: 'scanned', format: 'cdk', diagnostics: [] });
  });

  test('the app and each of its stages is a deployment unit', () => {
    const names = loaded.units.map((unit) => [unit.id.slice(out.length + 1), unit.stacks.map((stack) => stack.path)]);
    expect(names).toEqual([
      ['manifest.json', ['Delivery', 'Tools', 'cross-region-stack-111122223333:eu-central-1']],
      ['assembly-Delivery-Beta/manifest.json', ['Delivery/Beta/Storage', 'Delivery/Beta/Orders']],
      ['assembly-Delivery-Prod/manifest.json', ['Delivery/Prod/Storage', 'Delivery/Prod/Orders']],
    ]);
  });

  test('stacks have the account and region of their environment, where it is known', () => {
    const environments = allStacks(loaded.units).map((stack) => [stack.identity, stack.stackName, stack.account, stack.region]);
    expect(environments).toContainEqual(['Delivery', 'Delivery', '111122223333', 'eu-west-1']);
    expect(environments).toContainEqual(['Tools', 'Tools', undefined, undefined]);
    expect(environments).toContainEqual(['Delivery/Beta/Storage', 'Beta-Storage', '111122223333', 'eu-west-1']);
    expect(environments).toContainEqual(['Delivery/Prod/Storage', 'Prod-Storage', '444455556666', 'eu-central-1']);
    const beta = openUnit(unitOf(loaded, join(out, 'assembly-Delivery-Beta/manifest.json')));
    expect(beta.stacks.map((stack) => [stack.account, stack.region])).toEqual(Array(3).fill(['111122223333', 'eu-west-1']));
  });

  test('every resource has the construct path that the app gave it', () => {
    const resources = declarations(loaded);
    expect(resources.length).toBeGreaterThan(30);
    expect(resources.filter((resource) => resource.constructPath === undefined)).toEqual([]);
    const paths = resources.map((resource) => resource.constructPath);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain('Delivery/Beta/Storage/Orders/Resource');
    expect(paths).toContain('Delivery/Prod/Storage/Archive/Bucket/Resource');
    expect(paths).toContain('Delivery/Pipeline/Pipeline/ArtifactsBucket/Resource');
  });

  test.each([
    ['Delivery/Beta/Storage/Orders/Resource', 'lib/storage-stack.ts', "new Bucket(this, 'Orders'"],
    ['Delivery/Prod/Storage/Index/Resource', 'lib/storage-stack.ts', "new Bucket(this, 'Index'"],
    ['Delivery/Beta/Storage/Archive/Bucket/Resource', 'lib/storage-stack.ts', "new Bucket(this, 'Bucket'"],
    ['Delivery/Prod/Orders/Queue/Resource', 'lib/orders-stack.ts', "new Queue(this, 'Queue'"],
    ['Tools/Artifacts/Resource', 'app.ts', "new Bucket(tools, 'Artifacts'"],
  ])('%s points at its line in %s', (path, file, code) => {
    const { source } = declarationAt(loaded, path);
    expect(source?.file).toBe(`${fixture}/${file}`);
    const lines = readFileSync(join(project, fixture, file), 'utf8').split('\n');
    const { line = 0, column } = source ?? {};
    expect(lines[line - 1]).toContain(code);
    if (column !== undefined) expect(lines[line - 1]?.slice(column - 1)).toMatch(/^new /);
  });

  test('what libraries made deep inside has no line, rather than a wrong one', () => {
    expect(declarationAt(loaded, 'Delivery/Pipeline/Pipeline/ArtifactsBucket/Resource').source).toBeUndefined();
  });

  test('a parameter of a nested stack has the value of its parent, and an output comes back', () => {
    const beta = openUnit(unitOf(loaded, join(out, 'assembly-Delivery-Beta/manifest.json')));
    const key = beta.resources.find((resource) => resource.declaration.constructPath === 'Delivery/Beta/Storage/Key/Resource')?.key;
    const bucket = beta.resources.find(
      (resource) => resource.declaration.constructPath === 'Delivery/Beta/Storage/Archive/Bucket/Resource',
    )?.key;
    expect(key).toMatch(/^Delivery\/Beta\/Storage\/Key/);
    expect(bucket).toMatch(/^Delivery\/Beta\/Storage\/Archive[^/]*\/Bucket/);
    const encryption = 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID';
    expect(valueAt(beta, 'Delivery/Beta/Storage/Archive/Bucket/Resource', encryption)).toMatchObject({
      kind: 'reference',
      resource: key,
      attribute: 'Arn',
    });
    expect(valueAt(beta, 'Delivery/Beta/Storage/Index/Resource', 'LoggingConfiguration.DestinationBucketName')).toMatchObject({
      kind: 'reference',
      resource: bucket,
      attribute: 'Ref',
    });
  });

  test('an export is known to the other stacks of its stage', () => {
    for (const stage of ['Beta', 'Prod']) {
      const unit = openUnit(unitOf(loaded, join(out, `assembly-Delivery-${stage}/manifest.json`)));
      const orders = unit.resources.find((resource) => resource.declaration.constructPath === `Delivery/${stage}/Storage/Orders/Resource`);
      expect(valueAt(unit, `Delivery/${stage}/Orders/BucketName/Resource`, 'Value')).toMatchObject({
        kind: 'reference',
        resource: orders?.key,
        attribute: 'Ref',
      });
    }
  });

  test('a rule judges every bucket of every stage, and its finding is about the template that declares the bucket', () => {
    const findings = versioningFindings(loaded);
    const statuses = Object.fromEntries(findings.map((finding) => [finding.resource.declaration.constructPath, finding.status]));
    expect(statuses).toMatchObject({
      'Delivery/Beta/Storage/Orders/Resource': 'fail',
      'Delivery/Prod/Storage/Orders/Resource': 'pass',
      'Delivery/Beta/Storage/Index/Resource': 'pass',
      'Delivery/Beta/Storage/Archive/Bucket/Resource': 'fail',
      'Delivery/Prod/Storage/Archive/Bucket/Resource': 'fail',
      'Tools/Artifacts/Resource': 'fail',
    });
    expect(new Set(findings.map((finding) => finding.fingerprint)).size).toBe(findings.length);
    const nested = findings.find(
      (finding) => finding.resource.declaration.constructPath === 'Delivery/Beta/Storage/Archive/Bucket/Resource',
    );
    expect(nested?.file).toBe(join(out, 'assembly-Delivery-Beta/DeliveryBetaStorageArchiveA431AB49.nested.template.json'));
  });

  test('fingerprints stay when the assembly moves, assets get other hashes and template files other names', () => {
    const files = filesOf(out, 'cdk.out');
    const moved = filesOf(out, 'build/infra.out', (text) =>
      text
        .replaceAll(/\b[0-9a-f]{64}\b/g, (hash) => [...hash].reverse().join(''))
        .replaceAll(/[A-Za-z0-9]+(?=\.nested\.template\.json)/g, (name) => `Other${name}`),
    );
    expect(Object.keys(moved)).toContain(
      'build/infra.out/assembly-Delivery-Beta/OtherDeliveryBetaStorageArchiveA431AB49.nested.template.json',
    );
    const first = versioningFindings(loadFiles(files)).map((finding) => finding.fingerprint);
    const second = versioningFindings(loadFiles(moved, ['build/infra.out/manifest.json'])).map((finding) => finding.fingerprint);
    expect(first.length).toBe(versioningFindings(loaded).length);
    expect(second).toEqual(first);
  });

  describe('nested templates are found without the entry in the metadata that names them', () => {
    const nestedFiles = {
      Beta: 'DeliveryBetaStorageArchiveA431AB49.nested.template.json',
      Prod: 'DeliveryProdStorageArchiveAF4BEA93.nested.template.json',
    };
    const withoutEntry = (text: string): string => text.replaceAll('aws:cdk:templateFile', 'aws:cdk:other');

    function nestedBuckets(files: Files): readonly (string | undefined)[] {
      return declarations(loadFiles(files))
        .map((resource) => resource.constructPath)
        .filter((path) => path?.includes('/Archive/') === true);
    }

    test('by the key of the published file in TemplateURL', () => {
      const files = filesOf(out, 'cdk.out', withoutEntry);
      expect(nestedBuckets(files)).toEqual([
        'Delivery/Beta/Storage/Archive/Bucket/Resource',
        'Delivery/Prod/Storage/Archive/Bucket/Resource',
      ]);
    });

    test('by the asset metadata of the resource', () => {
      const files = filesOf(out, 'cdk.out', (text, name) => {
        if (name.endsWith('.assets.json')) return '{}';
        const file = name.includes('Beta') ? nestedFiles.Beta : nestedFiles.Prod;
        const metadata = { 'aws:asset:path': file, 'aws:asset:property': 'TemplateURL' };
        return withoutEntry(text).replace('"Type": "AWS::CloudFormation::Stack"', `"Metadata": ${JSON.stringify(metadata)},$&`);
      });
      expect(nestedBuckets(files)).toEqual([
        'Delivery/Beta/Storage/Archive/Bucket/Resource',
        'Delivery/Prod/Storage/Archive/Bucket/Resource',
      ]);
    });

    test('with nothing that names them, they are remote and said to be', () => {
      const files = filesOf(out, 'cdk.out', (text, name) => (name.endsWith('.assets.json') ? '{}' : withoutEntry(text)));
      const remote = loadFiles(files);
      expect(nestedBuckets(files)).toEqual([]);
      const words = remote.files.flatMap((file) => file.diagnostics).map((diagnostic) => diagnostic.code);
      expect(words).toEqual(['child-not-loaded', 'child-not-loaded']);
    });
  });

  test('construct paths come from the tree when there is no metadata', () => {
    const files = filesOf(out, 'cdk.out', (text, name) => (name.endsWith('.metadata.json') ? '{}' : text));
    const resources = declarations(loadFiles(files));
    expect(resources.map((resource) => resource.constructPath)).toEqual(declarations(loaded).map((resource) => resource.constructPath));
    expect(resources.filter((resource) => resource.source !== undefined)).toEqual([]);
  });

  test('construct paths in the templates come first', () => {
    const files = filesOf(out, 'cdk.out', (text, name) => {
      if (name.endsWith('tree.json') || name.endsWith('.metadata.json')) return '{}';
      return text.replace('"Type": "AWS::SQS::Queue"', '"Metadata": { "aws:cdk:path": "Mine/Queue" }, $&');
    });
    const queues = declarations(loadFiles(files)).filter((resource) => resource.type === 'AWS::SQS::Queue');
    expect(queues.map((resource) => resource.constructPath)).toEqual(['Mine/Queue', 'Mine/Queue']);
  });
});

/** The files of a folder, at other paths and changed on the way; the names of files are changed as texts are. */
function filesOf(folder: string, to: string, change: (text: string, name: string) => string = (text) => text): Files {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!statSync(join(folder, name)).isFile()) continue;
    const changed = change(readFileSync(join(folder, name), 'utf8'), name);
    const renamed = name.endsWith('.nested.template.json') ? change(name, name) : name;
    files[`${to}/${renamed}`] = changed;
  }
  return files;
}

describe('the assembly that is kept beside the app', () => {
  const kept = loadFrom(`${fixture}/cdk.out`, project);

  test('is whole', () => {
    expect(kept.files.length).toBeGreaterThanOrEqual(12);
    for (const file of kept.files) expect(file).toMatchObject({ status: 'scanned', diagnostics: [] });
  });

  test('names the lines that the app has now', () => {
    const places = declarations(kept).flatMap((resource) => resource.source ?? []);
    expect(places.length).toBeGreaterThanOrEqual(13);
    for (const place of places) {
      expect(place.file.startsWith(`${fixture}/`)).toBe(true);
      const line = readFileSync(join(project, place.file), 'utf8').split('\n')[(place.line ?? 0) - 1] ?? '';
      expect(line).toMatch(/\bnew [A-Z]|\bsuper\(/);
    }
  });

  test('is free of the paths of the machine that made it', () => {
    const texts = Object.values(filesOf(join(project, fixture, 'cdk.out'), '')).map(String);
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.filter((text) => text.includes(project) || text.includes('file://'))).toEqual([]);
  });
});
