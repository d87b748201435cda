import { describeSettings } from '../../config/describe.ts';
import { StackgateError, StackgateErrors } from '../../model/errors.ts';
import { visibleText } from '../../reporters/plain-text.ts';
import { loadCatalogue, loadPacks, loadService } from '../../rules/load-service.ts';
import { prepareScan } from '../../scan.ts';
import { gitTopLevel } from '../../supply/root.ts';
import { VERSION } from '../../version.ts';
import type { ParsedArguments } from '../arguments.ts';
import { gitState } from '../git.ts';
import { describeError } from '../run-errors.ts';
import type { CommandResult, Surroundings } from './command.ts';
import { requestFrom } from './scan.ts';

interface Check {
  readonly ok: boolean;
  readonly what: string;
  readonly detail: string;
}

/** `stackgate doctor`: whether everything that a scan needs is there and works. Exit code 0 when it is, 2 when it is not. */
export async function doctorCommand(args: ParsedArguments, surroundings: Surroundings): Promise<CommandResult> {
  const checks: Check[] = [
    { ok: true, what: 'stackgate', detail: VERSION },
    { ok: true, what: 'Node', detail: `${process.versions.node} on ${process.platform} ${process.arch}` },
    rules(),
    await git(surroundings.cwd),
    terminal(surroundings),
    inPipeline(surroundings),
  ];
  let settings = '';
  try {
    const { resolved, root } = await prepareScan(await requestFrom(args, surroundings));
    checks.push({ ok: true, what: 'root', detail: root });
    checks.push({ ok: true, what: 'configuration', detail: resolved.configFile ?? 'none; the defaults are in force' });
    checks.push({ ok: true, what: 'policy', detail: resolved.policyFile ?? 'none' });
    for (const problem of resolved.unmet) checks.push({ ok: false, what: 'policy', detail: problem });
    for (const warning of resolved.warnings) checks.push({ ok: true, what: 'warning', detail: warning });
    settings = describeSettings(resolved);
  } catch (error) {
    if (!(error instanceof StackgateError)) throw error;
    const errors = error instanceof StackgateErrors ? error.errors : [error];
    for (const one of errors) checks.push({ ok: false, what: 'configuration', detail: describeError(one) });
  }
  const width = Math.max(...checks.map((check) => check.what.length)) + 2;
  const rows = checks.map(
    (check) => `${check.ok ? 'ok  ' : 'FAIL'}  ${check.what.padEnd(width)}${check.detail.split('\n').map(visibleText).join('\n      ')}`,
  );
  const broken = checks.filter((check) => !check.ok).length;
  const verdict = broken === 0 ? 'Everything that a scan needs is there.' : `${broken} of ${checks.length} checks failed.`;
  return { exitCode: broken === 0 ? 0 : 2, stdout: `${rows.join('\n')}\n\n${settings}${settings === '' ? '' : '\n'}${verdict}\n` };
}

/** Loads every rule, so that a broken installation shows here and not in a gate. */
function rules(): Check {
  const catalogue = loadCatalogue();
  const services = [...new Set(catalogue.map((rule) => rule.id.slice(0, rule.id.indexOf('/'))))];
  const loaded = services.flatMap((service) => loadService(service)).length;
  const detail = `${loaded} rules of ${services.length} services, ${loadPacks().length} packs`;
  return { ok: loaded === catalogue.length, what: 'rules', detail };
}

async function git(cwd: string): Promise<Check> {
  const top = gitTopLevel(cwd);
  if (top === undefined) return { ok: true, what: 'git', detail: 'not in a repository' };
  const { commit, dirty } = await gitState(top);
  if (commit === undefined)
    return { ok: true, what: 'git', detail: 'a repository without a commit, or git is not installed: reports will name none' };
  return { ok: true, what: 'git', detail: `${commit.slice(0, 12)}${dirty === true ? ', with changes' : ''}` };
}

function terminal({ stdoutIsTerminal, columns }: Surroundings): Check {
  return { ok: true, what: 'terminal', detail: stdoutIsTerminal ? `${columns ?? 80} columns` : 'none: no colour, no progress' };
}

function inPipeline({ environment }: Surroundings): Check {
  const builds = [
    ['CODEBUILD_BUILD_ARN', 'AWS CodeBuild'],
    ['GITHUB_ACTIONS', 'GitHub Actions'],
    ['GITLAB_CI', 'GitLab CI'],
    ['JENKINS_URL', 'Jenkins'],
    ['CIRCLECI', 'CircleCI'],
  ] as const;
  const found = builds.find(([variable]) => (environment[variable] ?? '') !== '');
  return { ok: true, what: 'pipeline', detail: found === undefined ? 'none' : found[1] };
}
