import { findBreaches } from './lib/boundaries.ts';
import { readSources } from './lib/sources.ts';

const sources = readSources('src');
const breaches = findBreaches(sources);
for (const breach of breaches) console.error(`${breach.file}:${breach.line}:${breach.column} ${breach.message}`);
if (breaches.length > 0) {
  console.error(`${breaches.length} breaches of scripts/lib/folder-table.ts; docs/architecture.md says what the folders are for`);
  process.exitCode = 1;
} else console.log(`${sources.size} sources keep to the folder table`);
