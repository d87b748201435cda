import { installTools, PYTHON_TOOLS } from './lib/python-tools.ts';

// `npm run tools -- sam`: the Python tools of a group, or of all. Nothing that is shipped needs them.
const names = process.argv.slice(2);
const groups = Object.entries(PYTHON_TOOLS);
const unknown = names.filter((name) => !groups.some(([group]) => group === name));
if (unknown.length > 0) {
  console.error(`no tools are called ${unknown.join(', ')}; there are ${groups.map(([group]) => group).join(', ')}`);
  process.exitCode = 2;
}
for (const [name, tools] of unknown.length > 0 ? [] : groups) {
  if (names.length > 0 && !names.includes(name)) continue;
  try {
    installTools(tools, { verbose: true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
