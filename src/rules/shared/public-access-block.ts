import { all, fail, must, type Property, type Verdict } from '../../engine/rule-api.ts';

const SETTINGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

/** One verdict on a public access block; its message names the settings that are not on as `{settings}`. */
export function blocksPublicAccess<Key extends string>(block: Property, message: Key): Verdict<Key> {
  const settings = SETTINGS.map((name) => ({ name, isOn: block.child(name).isTrue() }));
  const off = settings.filter((setting) => setting.isOn.is === false).map((setting) => setting.name);
  if (off.length > 0) return fail(message, block, { data: { settings: off.join(', ') } });
  return must(all(...settings.map((setting) => setting.isOn)), message, { at: block });
}
