import { expect, test } from 'vitest';
import { settingRows } from '../../scripts/lib/setting-rows.ts';

test('a setting has its path, what it takes, its default and its meaning', () => {
  const rows = settingRows({
    properties: {
      level: { enum: ['a', 'b'], default: 'a', description: 'How much.' },
      names: { type: 'array', items: { type: 'string' }, description: 'Of <people>.' },
      either: { anyOf: [{ type: 'string' }, { type: 'boolean' }] },
      byId: { type: 'object', additionalProperties: { enum: ['x'] } },
    },
  });
  expect(rows).toEqual([
    ['`level`', '`a`, `b`', '`"a"`', 'How much.'],
    ['`names`', 'a list: text', '', 'Of \\<people\\>.'],
    ['`either`', 'text, or `true`, `false`', '', ''],
    ['`byId`', 'a map to `x`', '', ''],
  ]);
});

test('settings within maps and lists follow theirs, and say whether they are required', () => {
  const rows = settingRows({
    properties: {
      places: { type: 'object', additionalProperties: { type: 'object', properties: { region: { type: 'string' } } } },
      rules: {
        type: 'array',
        items: {
          title: 'a rule or a file',
          anyOf: [{ type: 'string' }, { type: 'object', required: ['id'], properties: { id: { type: 'string' } } }],
        },
      },
    },
  });
  expect(rows.map(([path, takes, fallback]) => [path, takes, fallback])).toEqual([
    ['`places`', 'a map', ''],
    ['`places.<name>.region`', 'text', ''],
    ['`rules`', 'a list: a rule or a file', ''],
    ['`rules[].id`', 'text', 'required'],
  ]);
});

test('a schema that there are no words for is an error and no empty cell', () => {
  expect(() => settingRows({ properties: { odd: {} } })).toThrow('no words');
});
