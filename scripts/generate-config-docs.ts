import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchema, policySchema } from '../src/config/schema.ts';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { table } from './lib/markdown.ts';
import { PROJECT } from './lib/paths.ts';
import { settingRows } from './lib/setting-rows.ts';

const DOCUMENT = 'docs/configuration.md';
const HEADER = ['setting', 'takes', 'default', 'meaning'];

let text = readFileSync(join(PROJECT, DOCUMENT), 'utf8');
text = replaceSection(text, 'settings', table(HEADER, settingRows(configSchema)));
text = replaceSection(text, 'policy', table(HEADER, settingRows(policySchema)));
emitGenerated(new Map([[DOCUMENT, text]]));
