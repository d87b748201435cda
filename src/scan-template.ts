import type { Rule } from './engine/rule-api.ts';
import { checkSelection, isDefaultSelection, selector } from './gate/select.ts';
import { judge } from './judge.ts';
import type { PackControlsCovered, RunResult } from './model/result.ts';
import { DEFAULT_SETTINGS, type ParameterValues, type RuleOptions, type Settings, type UnknownHandling } from './model/settings.ts';
import type { FailOn, Severity } from './model/severity.ts';
import { checkRuleSettings, type RuleSettingsContext } from './rule-settings.ts';
import { loadCatalogue, loadPacks } from './rules/load-service.ts';
import { packCoverage } from './rules/shared/pack.ts';
import { supplyFromMemory } from './supply/memory.ts';

/** Settings that a caller of the library can give; everything has the default that the command line has. */
export interface JudgeOptions {
  /** Packs of rules; default: `recommended`. `all` is every rule. */
  readonly packs?: readonly string[];
  /** Ids or globs of rules; alone they select, beside packs they add. */
  readonly rules?: readonly string[];
  /** Ids or globs of rules not to run. */
  readonly disable?: readonly string[];
  /** Default: `high`. */
  readonly failOn?: FailOn;
  readonly conditional?: 'fail' | 'warn';
  /** What an unknown verdict means, for all severities or for each. Default: `warn`. */
  readonly unknown?: UnknownHandling | Partial<Record<Severity, UnknownHandling>>;
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Options by rule id. */
  readonly ruleOptions?: Readonly<Record<string, RuleOptions>>;
  /** Values of template parameters. */
  readonly parameters?: ParameterValues;
  readonly account?: string;
  readonly region?: string;
  readonly strict?: boolean;
  /** Rules beside the built-in ones, made by `defineRule`. */
  readonly customRules?: readonly Rule[];
}

/** Settings of the judgement, and what stands around the template. */
export interface ScanTemplateOptions extends JudgeOptions {
  /** The name of the template in results; default: `template.yaml`. */
  readonly path?: string;
  /** Files that the template refers to, such as nested templates, by their path. */
  readonly files?: Readonly<Record<string, string | object>>;
  /** Milliseconds since the epoch, for `run.startedAt`; default: the system's clock. */
  readonly clock?: () => number;
}

/**
 * Judges one template, given as text or as an object, without touching the disk or a configuration. Synchronous, so that it can be called
 * wherever a test or a synthesis needs it. What is wrong with the template is in the result (`gate.incomplete` and `ledger.files`).
 *
 * Throws a `StackgateError` for rules and packs that do not exist.
 *
 * @example
 * const result = scanTemplate({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } });
 * result.gate.outcome; // 'failed'
 */
export function scanTemplate(template: string | object, options: ScanTemplateOptions = {}): RunResult {
  const path = options.path ?? 'template.yaml';
  const beside = Object.entries(options.files ?? {}).map(([name, content]) => ({ path: name, content, judged: false }));
  const { files, reader } = supplyFromMemory([{ path, content: template }, ...beside]);
  const settings = settingsFrom(options);
  return judge({
    files,
    reader,
    settings,
    customRules: options.customRules ?? [],
    ...checkRules(settings, options.customRules ?? []),
    clock: options.clock ?? (() => performance.timeOrigin + performance.now()),
  }).run;
}

/** The settings that options describe, over the defaults. */
export function settingsFrom(options: JudgeOptions): Settings {
  const { unknown, parameters, account, region } = options;
  const hasTarget = parameters !== undefined || account !== undefined || region !== undefined;
  return {
    ...DEFAULT_SETTINGS,
    packs: options.packs ?? [],
    rules: options.rules ?? [],
    disable: options.disable ?? [],
    failOn: options.failOn ?? DEFAULT_SETTINGS.failOn,
    conditional: options.conditional ?? DEFAULT_SETTINGS.conditional,
    unknown:
      typeof unknown === 'string'
        ? { critical: unknown, high: unknown, medium: unknown, low: unknown, info: unknown }
        : { ...DEFAULT_SETTINGS.unknown, ...unknown },
    severities: options.severities ?? {},
    ruleOptions: options.ruleOptions ?? {},
    targets: hasTarget
      ? [
          {
            parameters: parameters ?? {},
            source: 'options',
            ...(account === undefined ? {} : { account }),
            ...(region === undefined ? {} : { region }),
          },
        ]
      : [],
    strict: options.strict ?? false,
  };
}

/** What is known of a selection once it was held against the catalogue. */
export interface CheckedSelection {
  readonly selectedRules?: number;
  readonly controls?: readonly PackControlsCovered[];
}

/** Checks what a selection names, and counts what it selects and covers; nothing is loaded for the default selection. */
export function checkRules(
  settings: Settings,
  customRules: readonly Rule[],
  context: Omit<RuleSettingsContext, 'customRules'> = {},
): CheckedSelection {
  checkRuleSettings(settings, { ...context, customRules });
  if (isDefaultSelection(settings)) return {};
  const catalogue = loadCatalogue();
  const packs = loadPacks();
  checkSelection(
    settings,
    [...catalogue, ...customRules],
    packs.map((pack) => pack.name),
  );
  const selected = catalogue.filter(selector(settings));
  const controls = packs
    .filter((pack) => pack.controls !== undefined && settings.packs.includes(pack.name))
    .map((pack) => {
      const { evaluated, notEvaluated } = packCoverage(pack, selected);
      return { pack: pack.name, version: pack.version, evaluated: evaluated.map((control) => control.id), notEvaluated };
    });
  return { selectedRules: selected.length, ...(controls.length === 0 ? {} : { controls }) };
}
