import type { JsonSchema } from '../../src/config/schema.ts';
import { codes, prose } from './markdown.ts';

/** One row for each setting of a schema, those within maps and lists below it: path, what it takes, default, meaning; as Markdown. */
export function settingRows(schema: JsonSchema, prefix = ''): readonly (readonly string[])[] {
  const required = new Set(textsOf(schema.required));
  return Object.entries(recordOf(schema.properties)).flatMap(([key, value]) => {
    const setting = recordOf(value);
    const path = `${prefix}${key}`;
    const fallback = setting.default === undefined ? (required.has(key) ? 'required' : '') : `\`${JSON.stringify(setting.default)}\``;
    const inner = innerSchema(setting);
    return [
      [`\`${path}\``, takes(setting), fallback, prose(String(setting.description ?? ''))],
      ...(inner === undefined ? [] : settingRows(inner.schema, `${path}${inner.step}.`)),
    ];
  });
}

/** The map of settings that stands within a setting, and how a path goes on to it. */
function innerSchema(setting: JsonSchema): { readonly schema: JsonSchema; readonly step: string } | undefined {
  const items = recordOf(setting.items);
  const within = recordOf(setting.additionalProperties);
  if (within.properties !== undefined) return { schema: within, step: '.<name>' };
  const choices: readonly unknown[] = Array.isArray(items.anyOf) ? items.anyOf : [items];
  const schema = choices.map(recordOf).find((choice) => choice.properties !== undefined);
  return schema === undefined ? undefined : { schema, step: '[]' };
}

/** What a setting takes, in words. */
function takes(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return codes(textsOf(schema.enum));
  if (typeof schema.title === 'string') return prose(schema.title);
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((choice) => takes(recordOf(choice))).join(', or ');
  switch (schema.type) {
    case 'array':
      return `a list: ${takes(recordOf(schema.items))}`;
    case 'object': {
      const values = recordOf(schema.additionalProperties);
      const hasValues = values.properties === undefined && Object.keys(values).length > 0;
      return hasValues && values.type !== 'object' ? `a map to ${takes(values)}` : 'a map';
    }
    case 'boolean':
      return '`true`, `false`';
    case 'string':
      return 'text';
    default:
      throw new Error(`no words for the schema ${JSON.stringify(schema)}`);
  }
}

function recordOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
