import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFaults } from './lib/package-rules.ts';
import { PROJECT } from './lib/paths.ts';

const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');
const faults = packageFaults(JSON.parse(read('package.json')), read('package-lock.json'));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log('package.json and package-lock.json are in order');
