import { hash } from 'node:crypto';
import { judgeUnit } from './engine/judge.ts';
import type { Rule } from './engine/rule-api.ts';
import { refusingStacks } from './engine/scenarios.ts';
import { instantiate, type Stack, type Unit } from './engine/stack.ts';
import { decide, summarise } from './gate/decide.ts';
import { BUILT_IN, settle, toResult } from './gate/results.ts';
import { isDefaultSelection, packsOf, selector } from './gate/select.ts';
import { unreadResults } from './gate/unread.ts';
import type { LoadedFile } from './loaders/context.ts';
import { Loader } from './loaders/load.ts';
import { nearest } from './model/nearest.ts';
import { childOf, entryOf } from './model/node.ts';
import { byCodePoint } from './model/order.ts';
import type { FileStatus, LedgerFile, Loosener, PackControlsCovered, Result, RunResult, TargetInfo } from './model/result.ts';
import type { ParameterValues, Settings, TargetSettings } from './model/settings.ts';
import type { SourceText } from './model/source.ts';
import type { Reader, SuppliedFile } from './model/supply.ts';
import type { ResourceDeclaration } from './model/template.ts';
import { loadService, servicesFor } from './rules/load-service.ts';
import { RULE_COUNTS, RULES_DIGEST } from './rules/types.generated.ts';
import { VERSION } from './version.ts';

/** Evaluation steps of one run; a few seconds of work, and a thousand times what a large application needs. */
const MAX_STEPS = 100_000_000;

/** Everything that a judgement depends on: files in, findings out. No folder, environment or clock is read. */
export interface JudgeInput {
  readonly files: readonly SuppliedFile[];
  readonly reader: Reader;
  readonly settings: Settings;
  /** Rules beside the built-in ones. */
  readonly customRules?: readonly Rule[];
  /** Files that were met and not supplied. */
  readonly skipped?: readonly LedgerFile[];
  readonly looseners?: readonly Loosener[];
  readonly refused?: readonly Loosener[];
  readonly root?: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly configDigest?: string;
  readonly policyDigest?: string;
  /** How many rules the selection holds, where that is not the default; counted by whoever has the catalogue. */
  readonly selectedRules?: number;
  /** What the selected compliance packs cover. */
  readonly controls?: readonly PackControlsCovered[];
  /** What was demanded and cannot be done; the run is incomplete for it. */
  readonly unmet?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Called before each deployment unit is judged. */
  readonly onProgress?: (done: number, total: number, unit: string) => void;
}

export interface Judged {
  readonly run: RunResult;
  /** The decoded files, for code frames. */
  readonly sources: ReadonlyMap<string, SourceText>;
  /** Texts that no report may show. */
  readonly secrets: readonly string[];
  /** The rules that said something, for their texts. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** Things that look like mistakes, for people. */
  readonly warnings: readonly string[];
}

/** Judges files: loads them, runs the selected rules over every deployment unit and target, and lets the gate decide. Synchronous. */
export function judge(input: JudgeInput): Judged {
  const startedAt = input.clock();
  const { settings } = input;
  const loader = new Loader(input.files, input.reader);
  const targets: readonly (TargetSettings | undefined)[] = settings.targets.length === 0 ? [undefined] : settings.targets;
  const rulesFor = ruleSource(settings, input.customRules ?? []);
  const budget = { steps: MAX_STEPS };
  const results: Result[] = [];
  const secrets = new Set<string>();
  const evaluated = new Map<string, number>();
  const rulesRun = new Set<string>();
  const saidBy = new Map<string, Rule>();
  const opaque: Record<string, number> = {};
  const targetInfos = new Map<string, { readonly info: TargetInfo; readonly parameters: ParameterValues }>();
  const secretNames = new Set<string>();
  const files = new Map<string, LoadedFile>();
  const parameterNames = new Set<string>();
  let withoutRule = 0;
  for (const target of targets) {
    const runTarget = target === undefined ? undefined : targetInfo(target);
    const parameters = target?.parameters ?? {};
    if (runTarget !== undefined) targetInfos.set(runTarget.id, { info: runTarget, parameters });
    const loaded = loader.load(parameters);
    for (const file of loaded.files) files.set(file.path, worse(files.get(file.path), file));
    let done = 0;
    for (const declared of loaded.units) {
      input.onProgress?.(done++, loaded.units.length, declared.id);
      const made = instantiate(declared, { parameters, ...place(target) });
      const refusing = refusingStacks(made, budget);
      // What cannot be deployed is judged all the same, as if the rules were not there, and the run is incomplete.
      const unit = refusing.length > 0 ? { ...made, hasRules: false } : made;
      for (const stack of refusing) refuse(files, stack);
      collectSecrets(unit, secrets);
      for (const stack of unit.roots) {
        for (const { name, noEcho } of stack.template.parameters.values()) {
          parameterNames.add(name);
          if (noEcho) secretNames.add(name);
        }
      }
      const targetOf = (stack: Stack): string | undefined => {
        const own = stackTarget(stack, target);
        if (own === undefined) return runTarget?.id;
        targetInfos.set(own.id, { info: own, parameters });
        return own.id;
      };
      const judgement = judgeUnit(unit, { rulesFor, ruleOptions: settings.ruleOptions, severities: settings.severities, budget });
      for (const finding of judgement.findings) {
        if (finding.status === 'unknown' && settings.unknown[finding.severity] === 'ignore') continue;
        results.push(toResult(finding, targetOf(finding.resource.stack), settings));
        saidBy.set(finding.rule.id, finding.rule);
        for (const text of finding.secrets) for (const line of text.split('\n')) if (line.trim().length >= 4) secrets.add(line.trim());
      }
      results.push(...unreadResults(unit, targetOf, settings));
      for (const [path, count] of judgement.evaluated) evaluated.set(path, (evaluated.get(path) ?? 0) + count);
      for (const id of judgement.rulesRun) rulesRun.add(id);
      withoutRule += judgement.withoutRule;
      for (const { declaration } of unit.resources)
        if (declaration.opaque !== undefined) opaque[declaration.type] = (opaque[declaration.type] ?? 0) + 1;
    }
  }
  const settled = settle(results);
  const ledgerFiles = [...[...files.values()].map((file) => ledgerFile(file, evaluated.get(file.path))), ...(input.skipped ?? [])].sort(
    (a, b) => byCodePoint(a.path, b.path),
  );
  const durationMs = Math.max(0, input.clock() - startedAt);
  const scanners = [{ name: BUILT_IN, version: VERSION, outcome: 'completed', durationMs }] as const;
  const run: RunResult = {
    schemaVersion: 1,
    tool: { name: 'stackgate', version: VERSION, rules: RULES_DIGEST },
    run: {
      startedAt: new Date(startedAt).toISOString(),
      durationMs,
      root: input.root ?? '.',
      ...(input.commit === undefined ? {} : { commit: input.commit }),
      ...(input.dirty === undefined ? {} : { dirty: input.dirty }),
      targets: [...targetInfos.values()].map(({ info, parameters }) => ({ ...info, ...digestOf(parameters, secretNames) })),
      ...digestOf(targets.find((target) => target !== undefined && targetInfo(target) === undefined)?.parameters ?? {}, secretNames),
    },
    gate: decide({ results: settled, files: ledgerFiles, scanners, unmet: input.unmet ?? [] }, settings),
    summary: summarise(settled),
    ledger: {
      files: ledgerFiles,
      scanners,
      rules: {
        selected:
          (isDefaultSelection(settings) ? RULE_COUNTS.recommended : (input.selectedRules ?? RULE_COUNTS.all)) +
          (input.customRules ?? []).filter(customSelector(settings)).length,
        run: rulesRun.size,
        packs: packsOf(settings),
        ...(input.controls === undefined ? {} : { controls: input.controls }),
      },
      resources: { evaluated: [...evaluated.values()].reduce((sum, count) => sum + count, 0), withoutRule, opaque },
      looseners: input.looseners ?? [],
      refused: input.refused ?? [],
      ...(input.configDigest === undefined ? {} : { configDigest: input.configDigest }),
      ...(input.policyDigest === undefined ? {} : { policyDigest: input.policyDigest }),
    },
    results: settled,
  };
  const sources = new Map([...files.values()].flatMap((file) => (file.source === undefined ? [] : [[file.path, file.source] as const])));
  return { run, sources, secrets: [...secrets], rules: saidBy, warnings: undeclaredParameters(targets, parameterNames) };
}

/** The selected rules by resource type; services are loaded when a type of theirs first occurs. */
function ruleSource(settings: Settings, custom: readonly Rule[]): (type: string) => readonly Rule[] {
  const isSelected = selector(settings);
  const isSelectedCustom = customSelector(settings);
  const byType = new Map<string, readonly Rule[]>();
  return (type) => {
    const known = byType.get(type);
    if (known !== undefined) return known;
    const rules = [...servicesFor(type).flatMap(loadService).filter(isSelected), ...custom.filter(isSelectedCustom)].filter(
      (rule) => rule.resources.includes(type) || rule.resources.includes('*'),
    );
    byType.set(type, rules);
    return rules;
  };
}

/** A value for a name that no template declares counts nowhere, and is most likely misspelt. */
function undeclaredParameters(targets: readonly (TargetSettings | undefined)[], declared: ReadonlySet<string>): readonly string[] {
  return targets.flatMap((target) =>
    Object.keys(target?.parameters ?? {})
      .filter((name) => !declared.has(name))
      .map((name) => {
        const close = nearest(name, declared);
        const where = target?.name === undefined ? '' : ` (environment ${target.name})`;
        return `no template declares the parameter ${name}${where}${close === undefined ? '' : `; did you mean ${close}?`}`;
      }),
  );
}

/** Custom rules are in no pack and run beside every selection, so that none is passed over in silence; disabling them wins. */
function customSelector({ disable }: Settings): (rule: Rule) => boolean {
  return selector({ packs: ['all'], rules: [], disable });
}

function place(target: TargetSettings | undefined): { account?: string; region?: string } {
  return {
    ...(target?.account === undefined ? {} : { account: target.account }),
    ...(target?.region === undefined ? {} : { region: target.region }),
  };
}

function targetInfo(target: TargetSettings): TargetInfo | undefined {
  const id = target.name ?? placeName(target.account, target.region);
  if (id === undefined) return undefined;
  return {
    id,
    ...(target.name === undefined ? {} : { name: target.name }),
    ...place(target),
    source: target.source,
  };
}

/** Values can be compared by their digest, and not read. A secret is left out: a short one could be guessed from it. */
function digestOf(parameters: ParameterValues, secretNames: ReadonlySet<string>): { readonly parametersDigest?: string } {
  const values = Object.entries(parameters)
    .map(([name, value]) => (secretNames.has(name) ? [name] : [name, value]))
    .sort(([a = ''], [b = '']) => byCodePoint(a, b));
  return values.length === 0 ? {} : { parametersDigest: hash('sha256', JSON.stringify(values), 'hex') };
}

function placeName(account: string | undefined, region: string | undefined): string | undefined {
  return account === undefined ? region : region === undefined ? account : `${account}/${region}`;
}

/** The target that an assembly itself states for a stack, where it differs from that of the run. */
function stackTarget(stack: Stack, target: TargetSettings | undefined): TargetInfo | undefined {
  if (stack.account === target?.account && stack.region === target?.region) return undefined;
  const id = placeName(stack.account, stack.region);
  if (id === undefined) return undefined;
  return {
    id,
    ...(stack.account === undefined ? {} : { account: stack.account }),
    ...(stack.region === undefined ? {} : { region: stack.region }),
    source: 'the cloud assembly',
  };
}

function collectSecrets(unit: Unit, secrets: Set<string>): void {
  for (const stack of unit.stacks) {
    for (const parameter of stack.template.parameters.values()) {
      if (!parameter.noEcho) continue;
      const bound = stack.parent === undefined ? undefined : boundText(stack.parent.resource, parameter.name);
      for (const text of [parameter.defaultValue, stack.given[parameter.name], bound, ...(parameter.allowedValues ?? [])]) {
        if (text !== undefined && text.trim() !== '') secrets.add(text);
      }
    }
  }
}

/** What a parent writes for a parameter of a nested stack, where it is written out. */
function boundText(resource: ResourceDeclaration, name: string): string | undefined {
  const node = childOf(childOf(resource.properties?.value, 'Parameters'), name);
  return node?.kind === 'scalar' ? node.text : undefined;
}

/** Notes that the `Rules` of a template refuse every deployment with the parameters at hand. */
function refuse(files: Map<string, LoadedFile>, stack: Stack): void {
  const { source, root } = stack.template;
  const file = files.get(source.path);
  const section = entryOf(root, 'Rules');
  if (file === undefined || section === undefined || file.diagnostics.some(({ code }) => code === 'rules-refuse')) return;
  const message = 'its `Rules` refuse every deployment with the parameters that it has';
  const diagnostic = {
    level: 'error',
    code: 'rules-refuse',
    message,
    hint: 'Check the values of the parameters against the assertions.',
    location: source.location(section.keyStart, section.keyEnd),
  } as const;
  files.set(source.path, { ...file, status: 'failed', reason: message, diagnostics: [...file.diagnostics, diagnostic] });
}

const SEVERITY_OF_STATUS: Readonly<Record<FileStatus, number>> = {
  failed: 0,
  unsupported: 1,
  'not-evaluated': 2,
  scanned: 3,
  ignored: 4,
  'not-a-template': 5,
};

/** What became of a file for one target and another: the worse of it, and all that was said. */
function worse(known: LoadedFile | undefined, file: LoadedFile): LoadedFile {
  if (known === undefined) return file;
  const said = new Map([...known.diagnostics, ...file.diagnostics].map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  const one = SEVERITY_OF_STATUS[known.status] <= SEVERITY_OF_STATUS[file.status] ? known : file;
  return said.size === one.diagnostics.length ? one : { ...one, diagnostics: [...said.values()] };
}

function ledgerFile(file: LoadedFile, resources: number | undefined): LedgerFile {
  return {
    path: file.path,
    status: file.status,
    ...(file.format === undefined ? {} : { format: file.format }),
    ...(file.sha256 === undefined ? {} : { sha256: file.sha256 }),
    ...(resources === undefined ? {} : { resources }),
    ...(file.reason === undefined ? {} : { reason: file.reason }),
    ...(file.diagnostics.length === 0 ? {} : { diagnostics: file.diagnostics }),
  };
}
