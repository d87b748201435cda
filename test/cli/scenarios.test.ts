import { beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from '../supply/temp-folder.ts';
import { placeheld, readScenario, rewriteScenario, scenarioNames, wordsOf } from './scenario.ts';
import { build, type Outcome, program, stackgate } from './stackgate.ts';

const scenarios = scenarioNames().map(readScenario);

beforeAll(() => {
  if (scenarios.some(({ isProgram }) => isProgram)) build();
});

// UPDATE_GOLDEN=1 writes into the scenarios what comes of them now.
describe.each(scenarios)('$name', (scenario) => {
  test(scenario.title, async () => {
    const folder = tempFolder(scenario.files);
    const outcomes: Outcome[] = [];
    for (const { command, environment, stdin } of scenario.steps) {
      const circumstances = { environment, ...(stdin === undefined ? {} : { stdin }) };
      const words = wordsOf(command);
      const outcome = scenario.isProgram ? program(folder, words, circumstances) : await stackgate(folder, words, circumstances);
      outcomes.push(placeheld(outcome, folder));
    }
    if (process.env.UPDATE_GOLDEN === '1') rewriteScenario(scenario, outcomes);
    else expect(outcomes).toEqual(scenario.steps.map(({ expected }) => expected));
  });
});

test('a scenario that expects something else fails', () => {
  expect(wordsOf("stackgate scan 'a b.yaml' --rule=x")).toEqual(['scan', 'a b.yaml', '--rule=x']);
  expect(() => wordsOf('rm -r .')).toThrow('not a command');
  expect(scenarios.length).toBeGreaterThan(10);
});
