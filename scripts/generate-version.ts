import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitGenerated } from './lib/generated.ts';
import { PROJECT } from './lib/paths.ts';

const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

emitGenerated(
  new Map([
    [
      'src/version.ts',
      `/** The version of the package; written by scripts/generate-version.ts from package.json. */\nexport const VERSION = '${manifest.version}';\n`,
    ],
  ]),
);
