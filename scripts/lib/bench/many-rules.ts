import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../paths.ts';

const RULES = 750;
const SERVICES = 30;

/** A rule for a type that no template has. */
function ruleText(service: string, name: string, type: string): string {
  return `import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: '${service}/${name}',
  title: 'A generated rule that looks at a property of ${type}',
  severity: 'medium',
  category: 'operations',
  resources: ['${type}'],
  tier: 1,
  packs: ['nist-800-53'],
  crossReferences: { checkov: ['CKV_BENCH_${name}'], cfnGuard: ['BENCH_${name}'] },
  rationale: 'It shows what a rule costs that has nothing to look at.',
  remediation: 'Set Settings.Status to Enabled.',
  messages: { off: 'the status is {found}, it has to be Enabled' },
  check: (resource) => must(resource.at('Settings.Status').equals('Enabled'), 'off'),
  examples: {
    pass: [{ name: 'enabled', properties: { Settings: { Status: 'Enabled' } } }],
    fail: [{ name: 'not set', properties: {}, expect: [{ message: 'off', path: '/Settings/Status' }] }],
    unknown: [{ name: 'comes from a parameter', properties: { Settings: { Status: { Ref: 'S' } } }, template: { Parameters: { S: { Type: 'String' } } } }],
  },
});
`;
}

/**
 * Builds a copy of the program with 750 more rules, in 30 more services, for types that no template has.
 *
 * @returns the folder of the copy, below .tools; throws when it cannot be built
 */
export function buildWithManyRules(): string {
  const copy = join(PROJECT, '.tools/bench');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const entry of ['src', 'scripts', 'bin', 'schemas', 'package.json', 'tsconfig.json', 'tsconfig.types.json']) {
    cpSync(join(PROJECT, entry), join(copy, entry), { recursive: true });
  }
  for (let index = 0; index < RULES; index++) {
    const service = `bench-${String(index % SERVICES).padStart(2, '0')}`;
    const name = `rule-${String(index).padStart(3, '0')}`;
    mkdirSync(join(copy, 'src/rules', service), { recursive: true });
    writeFileSync(
      join(copy, 'src/rules', service, `${name}.ts`),
      ruleText(service, name, `AWS::Bench${index % SERVICES}::Thing${index % 5}`),
    );
  }
  for (const script of ['scripts/generate-rules.ts', 'scripts/build.ts']) {
    const { status, stderr } = spawnSync(process.execPath, [join(copy, script)], { cwd: copy, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script} with ${RULES} more rules: ${stderr}`);
  }
  return copy;
}
