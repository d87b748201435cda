import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES, COMMANDS } from '../../src/cli/commands.ts';
import { REPORT_FORMATS } from '../../src/reporters/reporter.ts';
import { loadCatalogue, loadPacks } from '../../src/rules/load-service.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { stackgate } from './stackgate.ts';

function hasShell(name: string): boolean {
  return spawnSync(name, ['-c', 'true']).status === 0;
}

async function scriptFor(shell: string): Promise<string> {
  const outcome = await stackgate('/', ['completion', shell]);
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  return outcome.stdout;
}

/** A folder with the script for bash, and files to complete. */
async function completing(): Promise<(line: string) => readonly string[]> {
  const folder = tempFolder({ 'template.yaml': '', 'my template.yaml': '', 'infra/deep.yaml': '', 'other.json': '' });
  const path = join(folder, '.completion.bash');
  writeFileSync(path, await scriptFor('bash'));
  return (line) => {
    // As readline takes a line apart: `=` is a word of its own.
    const words = line.replaceAll('=', ' = ').replaceAll(/ {2}/g, ' ').split(' ');
    const script = `source '${path}'; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _stackgate; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.split('\n').filter((word) => word !== '' && word !== '.completion.bash');
  };
}

describe.skipIf(!hasShell('bash'))('bash', () => {
  test('commands', async () => {
    const complete = await completing();
    expect(complete('stackgate ')).toEqual([...COMMAND_NAMES, 'help']);
    expect(complete('stackgate e')).toEqual(['explain', 'expand']);
    expect(complete('stackgate help do')).toEqual(['doctor']);
    expect(complete('stackgate nothing ')).toEqual([]);
  });

  test('every flag of every command', async () => {
    const complete = await completing();
    for (const name of COMMAND_NAMES) {
      expect(complete(`stackgate ${name} --`), name).toEqual(COMMANDS[name].flags.map((flag) => `--${flag.name}`));
    }
    expect(complete('stackgate scan template.yaml --no-')).toEqual(['--no-config', '--no-color']);
  });

  test('values of flags, with a space and with an equals sign', async () => {
    const complete = await completing();
    const packs = loadPacks().map(({ name }) => name);
    const ids = loadCatalogue().map(({ id }) => id);
    for (const between of [' ', '=']) {
      expect(complete(`stackgate scan --fail-on${between}`)).toEqual(['critical', 'high', 'medium', 'low', 'info', 'none']);
      expect(complete(`stackgate scan --fail-on${between}m`)).toEqual(['medium']);
      expect(complete(`stackgate scan --pack${between}`)).toEqual(packs);
      expect(complete(`stackgate scan --rule${between}sqs/`)).toEqual(ids.filter((id) => id.startsWith('sqs/')));
      expect(complete(`stackgate rules --format${between}`)).toEqual(['pretty', 'json', 'markdown']);
      expect(complete(`stackgate scan --report${between}`)).toEqual(REPORT_FORMATS);
      expect(complete(`stackgate scan --root${between}`)).toEqual(['infra']);
      expect(complete(`stackgate scan --config${between}te`)).toEqual(['template.yaml']);
    }
    expect(complete('stackgate scan --report json=ot')).toEqual(['other.json']);
    expect(complete('stackgate scan -q te')).toEqual(['template.yaml']);
  });

  test('operands: files with spaces in one piece, rules, shells, nothing', async () => {
    const complete = await completing();
    expect([...complete('stackgate scan ')].sort()).toEqual(['infra', 'my template.yaml', 'other.json', 'template.yaml']);
    expect(complete('stackgate expand infra/')).toEqual(['infra/deep.yaml']);
    expect(complete('stackgate explain sns/')).toEqual(loadCatalogue().flatMap(({ id }) => (id.startsWith('sns/') ? [id] : [])));
    expect(complete('stackgate completion ')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete('stackgate doctor ')).toEqual([]);
  });
});

test('the script for bash keeps to what bash 3.2 knows', async () => {
  const script = await scriptFor('bash');
  expect(script).not.toMatch(/mapfile|readarray|declare -A|\$\{[^}]*[,^]{2}\}|&>>|\|&/);
});

test('the script for zsh registers a function, and zsh can read it', async () => {
  const script = await scriptFor('zsh');
  expect(script).toMatch(/^#compdef stackgate\n/);
  expect(script).toContain('bashcompinit');
  if (hasShell('zsh')) expect(spawnSync('zsh', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

test('the script for fish has every command and flag, and fish can read it', async () => {
  const script = await scriptFor('fish');
  for (const name of COMMAND_NAMES) {
    for (const flag of COMMANDS[name].flags) expect(script).toContain(`'__fish_seen_subcommand_from ${name}' -l ${flag.name} `);
  }
  for (const line of script.trimEnd().split('\n')) {
    expect(line).toMatch(/^complete -c stackgate /);
    // Quotes come in pairs, and an apostrophe within them is escaped.
    expect(line.replaceAll(/\\./g, '').split("'").length % 2, line).toBe(1);
  }
  if (hasShell('fish')) expect(spawnSync('fish', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});
