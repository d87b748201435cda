import { type Judged, judge } from '../../src/judge.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/model/settings.ts';
import { memoryReader } from './load-unit.ts';

/** Judges texts in memory; `beside` are files that are only there to be referred to. */
export function judgeTexts(
  files: Readonly<Record<string, string | Uint8Array>>,
  settings: Partial<Settings> = {},
  beside: Readonly<Record<string, string>> = {},
): Judged {
  const texts = Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return judge({
    files: Object.entries(files).map(([path, content]) => ({
      path,
      bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
      named: true,
    })),
    reader: memoryReader({ ...texts, ...beside }),
    settings: { ...DEFAULT_SETTINGS, ...settings },
    clock: () => Date.UTC(2026, 0, 1),
  });
}

/** Statuses and places in short: `fail s3/bucket-versioning-enabled Bucket template.yaml:4`. */
export function outline({ run }: Judged, ruleId: string): readonly string[] {
  return run.results
    .filter((result) => result.ruleId === ruleId)
    .map(
      (result) =>
        `${result.status} ${result.resource?.path} ${result.file}:${result.location.line}${result.scenarios === undefined ? '' : ` when ${result.scenarios.join(' or ')}`}`,
    );
}
