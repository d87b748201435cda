import { openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { supplyFromMemory } from '../../src/supply/memory.ts';
import { readStandardInput, supplyFromStandardInput } from '../../src/supply/stdin.ts';
import { tempFolder } from './temp-folder.ts';

const text = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : Buffer.from(bytes).toString());

test('text, bytes and objects are supplied in order, what is only referred to is not', () => {
  const { files, reader } = supplyFromMemory([
    { path: 'b.json', content: { Resources: {} } },
    { path: 'a.yaml', content: 'a: é' },
    { path: 'nested/child.yaml', content: new Uint8Array([0x78]), judged: false },
  ]);
  expect(files.map((file) => [file.path, text(file.bytes), file.named])).toEqual([
    ['a.yaml', 'a: é', true],
    ['b.json', '{"Resources":{}}', true],
  ]);
  expect(text(reader.read('nested/child.yaml'))).toBe('x');
  expect(reader.isFile('nested/child.yaml')).toBe(true);
  expect(reader.isFolder('nested')).toBe(true);
  expect(reader.isFolder('nest')).toBe(false);
  expect(reader.read('nested')).toBeUndefined();
  expect(reader.problem('nested')).toBe('is a folder');
  expect(reader.problem('gone')).toBe('does not exist');
  expect(reader.problem('a.yaml')).toBeUndefined();
});

test('standard input has a name, and what it refers to is found beside it', () => {
  const root = tempFolder({ 'infra/child.yaml': 'child' });
  const { files, reader } = supplyFromStandardInput(Buffer.from('x'), { root, cwd: join(root, 'infra'), filename: 'parent.yaml' });
  expect(files.map(({ path, named }) => [path, named])).toEqual([['infra/parent.yaml', true]]);
  expect(text(reader.read('infra/parent.yaml'))).toBe('x');
  expect(text(reader.read('infra/child.yaml'))).toBe('child');
  expect(reader.problem('infra/gone.yaml')).toBe('does not exist');
  expect(reader.problem('infra')).toBe('is a folder');
  expect(reader.isFolder('infra')).toBe(true);
  expect(supplyFromStandardInput(Buffer.from('x'), { root, cwd: root }).files[0]?.path).toBe('<stdin>');
});

test('standard input is read to its end, up to a limit', async () => {
  const root = tempFolder({ input: 'y'.repeat(200_000) });
  expect((await readStandardInput(1 << 20, openSync(join(root, 'input'), 'r'))).length).toBe(200_000);
  await expect(readStandardInput(100_000, openSync(join(root, 'input'), 'r'))).rejects.toMatchObject({ code: 'TEMPLATE_UNREADABLE' });
});
