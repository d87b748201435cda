import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT } from './lib/paths.ts';
import { checkNewId, ruleSkeleton } from './lib/rule-skeleton.ts';
import { loadRule, ruleIds, services } from './lib/rule-sources.ts';

const USAGE = 'usage: npm run new:rule -- <service>/<name> [--new-service]';

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const ids = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const [id] = ids;
const unknown = flags.find((flag) => flag !== '--new-service');
if (id === undefined || ids.length > 1 || unknown !== undefined) {
  if (unknown !== undefined) console.error(`there is no option ${unknown}`);
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const rules = ruleIds();
  const refused = checkNewId(id, { rules, services: services() }, { isNewService: flags.length > 0 });
  if (refused === undefined) await create(id, rules);
  else {
    console.error(refused.problem);
    if (refused.hint !== undefined) console.error(refused.hint);
    process.exitCode = 2;
  }
}

async function create(id: string, rules: readonly string[]): Promise<void> {
  const path = join(PROJECT, 'src/rules', `${id}.ts`);
  const text = ruleSkeleton(id, await commonType(rules.filter((other) => other.startsWith(`${dirname(id)}/`))));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
  console.log(`wrote src/rules/${id}.ts`);
  const { status } = spawnSync(process.execPath, [join(PROJECT, 'scripts/generate-rules.ts')], { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = 1;
    return;
  }
  console.log(`Fill it in; \`npm test -- test/rules -t ${id}\` says what is missing. Then \`npm run generate\` writes its page.`);
}

/** The type that most rules of a service look at. */
async function commonType(rules: readonly string[]): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const rule of await Promise.all(rules.map(loadRule)))
    for (const type of rule.resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
