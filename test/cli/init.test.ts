import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CONFIGURATION_TEXT } from '../../src/cli/commands/init.ts';
import { CONFIG_NAMES } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema.ts';
import { DEFAULT_SETTINGS } from '../../src/model/settings.ts';
import { prepareScan } from '../../src/scan.ts';
import { tempFolder } from '../supply/temp-folder.ts';
import { stackgate } from './stackgate.ts';

const KEYS = Object.keys(Object(configSchema.properties)).filter((key) => key !== '$schema');

/** What parameter files the examples name. */
const BESIDE = { 'parameters/prod.json': '{ "Env": "prod" }' };

/** The settings in the comments: a line that begins with a key, and what is indented below it. */
function examples(): readonly { readonly key: string; readonly text: string }[] {
  const found: { key: string; text: string }[] = [];
  for (const line of CONFIGURATION_TEXT.split('\n')) {
    const text = line.replace(/^# /, '');
    const key = KEYS.find((known) => text.startsWith(`${known}:`));
    const last = found.at(-1);
    if (line.startsWith('# ') && key !== undefined) found.push({ key, text: `${text}\n` });
    else if (line.startsWith('#   ') && last !== undefined) last.text += `${text}\n`;
  }
  return found;
}

async function settingsOf(text: string): Promise<Awaited<ReturnType<typeof prepareScan>>> {
  const cwd = tempFolder({ 'stackgate.config.yaml': text, ...BESIDE });
  return prepareScan({ cwd, flags: {}, clock: () => 0 });
}

describe('the configuration that init writes', () => {
  test('changes no default', async () => {
    const { settings, resolved } = await settingsOf(CONFIGURATION_TEXT);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(resolved).toMatchObject({ looseners: [], refused: [], warnings: [], reports: [], customRuleSources: [] });
    expect(new Set(Object.values(resolved.provenance))).toEqual(new Set(['default']));
  });

  test('shows every setting there is, with the default where there is one', async () => {
    expect(new Set(examples().map(({ key }) => key))).toEqual(new Set(KEYS));
    const firsts = examples().filter(({ key }, index, all) => all.findIndex((other) => other.key === key) === index);
    const defaults = firsts.filter(({ key }) => ['failOn', 'conditional', 'unknown', 'strict', 'allowEmpty'].includes(key));
    expect(defaults).toHaveLength(5);
    const { settings } = await settingsOf(defaults.map(({ text }) => text).join(''));
    expect(settings).toEqual(DEFAULT_SETTINGS);
  });

  test.for(examples())('$key, uncommented', async ({ key, text }) => {
    const { resolved } = await settingsOf(text);
    expect(resolved.configFile).toBe('stackgate.config.yaml');
    if (key === 'project') expect(resolved.project).toBe('order-service');
  });

  test('the examples are valid together', async () => {
    const kept = examples().filter(({ key }, index, all) => all.findLastIndex((other) => other.key === key) === index);
    const { settings, resolved, customRules } = await settingsOf(kept.map(({ text }) => text).join(''));
    expect(settings.targets.map(({ name }) => name)).toEqual(['dev', 'prod']);
    expect(resolved.reports.length).toBeGreaterThan(1);
    expect(customRules.map(({ id }) => id)).toEqual(['acme/bucket-name-prefix']);
    expect(settings.unknown).toEqual({ critical: 'fail', high: 'fail', medium: 'warn', low: 'ignore', info: 'ignore' });
  });
});

describe('stackgate init', () => {
  test('writes into the top level of the repository, or where it is told to', async () => {
    const folder = tempFolder({ '.git/': '', 'below/': '', 'other/': '' });
    expect((await stackgate(join(folder, 'below'), ['init'])).status).toBe(0);
    expect(readFileSync(join(folder, 'stackgate.config.yaml'), 'utf8')).toBe(CONFIGURATION_TEXT);
    expect((await stackgate(folder, ['init', '--root', 'other'])).status).toBe(0);
    expect(readFileSync(join(folder, 'other/stackgate.config.yaml'), 'utf8')).toBe(CONFIGURATION_TEXT);
  });

  test.for(CONFIG_NAMES)('does not stand beside %s', async (name) => {
    const folder = tempFolder({ [name]: 'failOn: low\n' });
    expect(await stackgate(folder, ['init'])).toMatchObject({ status: 2, stderr: expect.stringContaining(name) });
    expect(readFileSync(join(folder, name), 'utf8')).toBe('failOn: low\n');
    expect((await stackgate(folder, ['init', '--force'])).status).toBe(name === 'stackgate.config.yaml' ? 0 : 2);
  });

  test('says where it could not write', async () => {
    const folder = tempFolder({ 'a-file': '' });
    expect(await stackgate(folder, ['init', '--root', 'a-file'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is no folder'),
    });
  });
});
