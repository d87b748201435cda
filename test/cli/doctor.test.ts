import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../src/rules/load-service.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { stackgate } from './stackgate.ts';
import { FAILING } from './templates.ts';

/** The checks by name: `ok`, `FAIL` and what is said. */
function checksOf(stdout: string): Readonly<Record<string, string>> {
  const lines = stdout.split('\n').flatMap((line) => /^(ok|FAIL) +(\S+) +(.*)$/.exec(line) ?? []);
  const found: Record<string, string> = {};
  for (let at = 0; at < lines.length; at += 4) found[lines[at + 2] ?? ''] = `${lines[at + 1]}: ${lines[at + 3]}`;
  return found;
}

describe('stackgate doctor', () => {
  test('loads every rule', async () => {
    const { stdout } = await stackgate(tempFolder({}), ['doctor']);
    expect(checksOf(stdout).rules).toMatch(new RegExp(`^ok: ${loadCatalogue().length} rules of \\d+ services, \\d+ packs$`));
  });

  test('names the commit, the root and what is in force', async () => {
    const folder = tempFolder({
      'template.yaml': FAILING,
      'stackgate.config.yaml': 'failOn: low\n',
      'policy/p.yaml': 'failOn: medium\n',
      'below/': '',
    });
    const git = (...words: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...words], { cwd: folder, encoding: 'utf8' });
    git('init', '-q');
    expect(checksOf((await stackgate(folder, ['doctor'])).stdout).git).toMatch(/^ok: a repository without a commit/);
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    const commit = git('rev-parse', 'HEAD').slice(0, 12);
    const { status, stdout } = await stackgate(`${folder}/below`, ['doctor', '--policy', '../policy/p.yaml'], {
      environment: { CODEBUILD_BUILD_ARN: 'arn:aws:codebuild:eu-west-1:111122223333:build/x:1' },
    });
    expect(status).toBe(0);
    expect(checksOf(stdout)).toMatchObject({
      git: `ok: ${commit}`,
      root: `ok: ${folder}`,
      configuration: 'ok: stackgate.config.yaml',
      policy: 'ok: policy/p.yaml',
      pipeline: 'ok: AWS CodeBuild',
    });
    expect(stdout).toMatch(/^failOn +low +stackgate\.config\.yaml:1$/m);
    expect(stdout).toMatch(/^target +111122223333, eu-west-1 +CodeBuild$/m);
  });

  test('fails for what a scan would refuse, and for what it could not do', async () => {
    const broken = await stackgate(tempFolder({ 'stackgate.config.yaml': 'failOn: x\npacks: [y]\n' }), ['doctor']);
    expect(broken.status).toBe(2);
    expect(broken.stdout.match(/^FAIL /gm)).toHaveLength(2);
    const demanding = await stackgate(tempFolder({ 'policy.yaml': 'scanners: [checkov]\n' }), ['doctor', '--policy', 'policy.yaml']);
    expect(demanding.status).toBe(2);
    expect(demanding.stdout).toContain('the policy demands the scanner "checkov"');
  });

  test('shows what a terminal would obey', async () => {
    const folder = tempFolder({ 'a\x1b[31m\nb/stackgate.config.yaml': 'project: "x\\e[31m"\n' });
    const outcome = await stackgate(`${folder}/a\x1b[31m\nb`, ['doctor']);
    expect(outcome.stdout).toContain(String.raw`a\x1b[31m`);
    expect(outcome.stdout + outcome.stderr).not.toContain('\x1b');
  });
});
