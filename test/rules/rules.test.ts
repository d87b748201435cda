import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule-api.ts';
import { testRule } from '../../src/testing/rule-tester.ts';

const folder = join(import.meta.dirname, '../../src/rules');
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['custom', 'packs', 'shared'].includes(entry.name))
  .flatMap((entry) => readdirSync(join(folder, entry.name)).map((name) => `${entry.name}/${name}`))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('/index.ts'))
  .map((path) => path.slice(0, -3));

describe('every rule keeps its own examples, in YAML and JSON', () => {
  it.each(ids)('%s', async (id) => {
    const module = (await import(/* @vite-ignore */ join(folder, `${id}.ts`))) as { default: Rule };
    expect(module.default.id).toBe(id);
    expect(testRule(module.default)).toEqual([]);
  });
});
