import type { Json } from './json.ts';

/** Whether a value is a dynamic reference as a whole: `{{resolve:ssm:name}}`. */
export function isDynamicReference(value: Json | undefined): value is string {
  return typeof value === 'string' && /^\{\{resolve:[a-z-]+:[^\n]+\}\}\n?$/.test(value);
}
