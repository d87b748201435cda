import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../../scripts/lib/paths.ts';
import { parseArguments } from '../../src/cli/arguments.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { ENVIRONMENT_VARIABLES } from '../../src/config/environment.ts';
import { configSchema } from '../../src/config/schema.ts';

interface Report {
  readonly files: readonly string[];
  readonly 'base-directory': string;
  readonly 'file-format': string;
}

interface Phase {
  readonly commands: readonly string[];
  readonly 'runtime-versions'?: Readonly<Record<string, number | string>>;
}

interface Buildspec {
  readonly version: number;
  readonly env: { readonly shell: string };
  readonly phases: Readonly<Record<string, Phase>>;
  readonly reports: Readonly<Record<string, Report>>;
}

const manifest: { readonly version: string } = createRequire(import.meta.url)('../../package.json');

function read(name: string): Buildspec {
  return load(readFileSync(join(PROJECT, 'integrations/codebuild', name), 'utf8')) as Buildspec;
}

/** The words of the one `stackgate scan` command of a buildspec. */
function scanWords(buildspec: Buildspec): readonly string[] {
  const commands = (buildspec.phases.build?.commands ?? []).filter((command) => command.includes('stackgate scan'));
  expect(commands).toHaveLength(1);
  const command = /stackgate scan ([^|;]*)/.exec(commands[0] ?? '')?.[1] ?? '';
  return command.trim().split(/\s+/);
}

function reportFiles(words: readonly string[]): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  words.forEach((word, index) => {
    const [format, file] = (words[index + 1] ?? '').split('=');
    if (word === '--report' && format !== undefined && file !== undefined) files[format] = file;
  });
  return files;
}

describe.each(['buildspec.yml', 'cross-account.buildspec.yml'])('%s', (name) => {
  const buildspec = read(name);
  const words = scanWords(buildspec);

  test('installs the version it belongs to', () => {
    expect(buildspec.version).toBe(0.2);
    expect(buildspec.phases.install?.commands).toContain(`npm install --global stackgate@${manifest.version}`);
    expect(buildspec.phases.install?.['runtime-versions']).toEqual({ nodejs: expect.any(Number) });
  });

  test('the scan is one that the program understands', () => {
    const args = parseArguments(COMMANDS.scan, words);
    expect(args.operands).toEqual(['.']);
    expect(args.list('report')).toHaveLength(3);
  });

  test('CodeBuild collects the files that the scan writes, in the formats it writes them in', () => {
    const collected = Object.values(buildspec.reports).map((report) => {
      expect(report.files).toHaveLength(1);
      return [report['file-format'], `${report['base-directory']}/${report.files[0]}`];
    });
    const written = reportFiles(words);
    expect(Object.fromEntries(collected)).toEqual({ CUCUMBERJSON: written.cucumber, JUNITXML: written.junit });
  });

  // CodeBuild runs the commands of a phase in one shell, ends the phase at the first that fails, and runs post_build after a build phase
  // that failed or not.
  test.each([0, 1, 2, 3, 4])('the build ends with the exit code of the gate, %i, and keeps the reports', (code) => {
    const folder = mkdtempSync(join(tmpdir(), 'stackgate-codebuild-'));
    try {
      const programs = join(folder, 'programs');
      const checkout = join(folder, 'checkout');
      for (const path of [programs, checkout, join(checkout, 'reports')]) mkdirSync(path);
      const written = Object.values(reportFiles(words));
      writeFileSync(join(programs, 'stackgate'), `#!/bin/sh\n${written.map((file) => `echo new > ${file}`).join('\n')}\nexit ${code}\n`, {
        mode: 0o755,
      });
      for (const file of [...written, 'reports/exit-code']) writeFileSync(join(checkout, file), 'old\n');

      const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}`, HOME: folder };
      const phase = (name: string): number | null =>
        spawnSync('bash', ['-e', '-c', (buildspec.phases[name]?.commands ?? []).join('\n')], { cwd: checkout, env }).status;
      expect(phase('build')).toBe(0);
      expect(phase('post_build')).toBe(code);
      for (const file of written) expect(readFileSync(join(checkout, file), 'utf8')).toBe('new\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('a scan that could not be started is no reason to pass, and left-overs of an earlier build are not taken for its reports', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stackgate-codebuild-'));
    try {
      mkdirSync(join(folder, 'reports'));
      const written = Object.values(reportFiles(words));
      for (const file of [...written, 'reports/exit-code']) writeFileSync(join(folder, file), '0\n');
      const commands = buildspec.phases.build?.commands ?? [];
      const beforeScan = commands.slice(0, -1);
      expect(commands.at(-1)).toContain('stackgate scan');
      expect(spawnSync('bash', ['-e', '-c', beforeScan.join('\n')], { cwd: folder }).status).toBe(0);
      expect(written.filter((file) => existsSync(join(folder, file)))).toEqual([]);
      const end = spawnSync('bash', ['-e', '-c', (buildspec.phases.post_build?.commands ?? []).join('\n')], { cwd: folder });
      expect(end.status).toBe(4);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('the target of a cross-account build comes from the configuration and not from the build', () => {
  const words = scanWords(read('cross-account.buildspec.yml'));
  expect(words).toEqual(expect.arrayContaining(['--config', '--policy']));
  expect(words).not.toEqual(expect.arrayContaining([expect.stringMatching(/^--(account|region)$/)]));
});

test('the configuration of a cross-account build is one that the program takes, and names where it deploys to', () => {
  const config: unknown = load(readFileSync(join(PROJECT, 'integrations/codebuild/cross-account.config.yaml'), 'utf8'));
  const validate = new Ajv({ strict: false, allErrors: true }).compile(configSchema);
  validate(config);
  expect(validate.errors).toBeNull();
  expect(config).toMatchObject({
    environments: { production: { account: expect.stringMatching(/^\d{12}$/), region: expect.any(String) } },
  });
});

test('no variable of a buildspec looks like one that the program reads', () => {
  for (const name of ['buildspec.yml', 'cross-account.buildspec.yml']) {
    const text = readFileSync(join(PROJECT, 'integrations/codebuild', name), 'utf8');
    const variables = (text.match(/\$\{?STACKGATE_\w+/g) ?? []).map((found) => found.replace(/^\$\{?/, ''));
    expect(variables.filter((variable) => !Object.hasOwn(ENVIRONMENT_VARIABLES, variable))).toEqual([]);
  }
});
