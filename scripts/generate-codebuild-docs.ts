import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { PROJECT } from './lib/paths.ts';

// The document shows the files that users copy, and not copies of them that drift.
const DOCUMENT = 'docs/codebuild.md';
const FILES = {
  buildspec: 'buildspec.yml',
  'cross-account-buildspec': 'cross-account.buildspec.yml',
  'cross-account-config': 'cross-account.config.yaml',
} as const;

let text = readFileSync(join(PROJECT, DOCUMENT), 'utf8');
for (const [section, file] of Object.entries(FILES)) {
  const content = readFileSync(join(PROJECT, 'integrations/codebuild', file), 'utf8');
  text = replaceSection(text, section, `\`\`\`yaml\n${content.trim()}\n\`\`\``);
}
emitGenerated(new Map([[DOCUMENT, text]]));
