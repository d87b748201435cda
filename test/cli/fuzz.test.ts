import { expect, test } from 'vitest';
import { faultsOf, fixtureGround, mutated } from '../../scripts/lib/fuzz.ts';
import { randomFrom } from '../../scripts/lib/random.ts';
import { tempFolder } from '../supply/temp-folder.ts';

const INPUTS = 150;

// `npm run fuzz` tries more of them, for as long as one likes.
test.for([1, 2])('templates that were changed at random, seed %d', async (seed) => {
  const folder = tempFolder({});
  const random = randomFrom(seed);
  const ground = await fixtureGround();
  expect(ground.texts.length).toBeGreaterThan(20);
  expect(ground.trees.length).toBeGreaterThan(10);
  for (let index = 0; index < INPUTS; index++) {
    const input = mutated(random, ground);
    expect(await faultsOf(input, folder, random), `input ${index}:\n${input.toString('latin1').slice(0, 2_000)}`).toEqual([]);
  }
});

test('the same seed gives the same inputs, another one others', async () => {
  const ground = await fixtureGround();
  const inputs = (seed: number): readonly string[] => {
    const random = randomFrom(seed);
    return Array.from({ length: 5 }, () => mutated(random, ground).toString('base64'));
  };
  expect(inputs(3)).toEqual(inputs(3));
  expect(inputs(3)).not.toEqual(inputs(4));
});
