import type { RelatedPlace, Status } from '../model/result.ts';
import type { RuleOptions } from '../model/settings.ts';
import { type Severity, severityRank } from '../model/severity.ts';
import type { Location } from '../model/source.ts';
import type { Budget, Evaluation } from './evaluation.ts';
import { fingerprint, normaliseValue } from './fingerprint.ts';
import type { Property } from './property.ts';
import { Resource } from './resource.ts';
import type { OptionValue, Rule } from './rule.ts';
import { explore, type ScenarioRun, scenarioDescriber } from './scenarios.ts';
import { type ResourceInstance, resourceKey, type Stack, type Unit } from './stack.ts';
import { isResource, type MessageData, type Subject, toList, type Verdict } from './verdict.ts';

/** What one rule says about one property of one resource of a unit, before the gate has looked at it. */
export interface Finding {
  readonly rule: Rule;
  readonly resource: ResourceInstance;
  readonly status: Extract<Status, 'fail' | 'pass' | 'unknown' | 'error'>;
  readonly severity: Severity;
  /** A JSON pointer below `Properties`; missing for what stands beside them, and for the resource as a whole. */
  readonly property?: string;
  readonly file: string;
  readonly location: Location;
  readonly message: string;
  readonly messageKey?: string;
  readonly scenarios: readonly string[];
  readonly assumptions: readonly string[];
  readonly unknownBecause?: string;
  readonly fingerprint: string;
  readonly related: readonly RelatedPlace[];
  /** Texts of the file that nobody may see in a report. */
  readonly secrets: readonly string[];
}

export interface RunRuleOptions {
  readonly options: RuleOptions | undefined;
  readonly severity: Severity | undefined;
  readonly budget: Budget;
}

/** One verdict of one scenario, with all that is needed of the evaluation it came from. */
interface Observation {
  readonly pointer: string;
  readonly status: Finding['status'];
  readonly message: string;
  readonly messageKey?: string;
  readonly severity?: Severity;
  readonly because?: string;
  readonly start: number;
  readonly end: number;
  readonly stack: Stack;
  readonly value: string | undefined;
  readonly secrets: readonly string[];
  readonly related: readonly RelatedPlace[];
  readonly assumptions: readonly string[];
}

const WORST: Readonly<Record<Finding['status'], number>> = { error: 3, fail: 2, unknown: 1, pass: 0 };

/** Judges one resource by one rule under all of its scenarios; one finding for each property that the rule speaks of. */
export function runRule(rule: Rule, resource: ResourceInstance, unit: Unit, run: RunRuleOptions): readonly Finding[] {
  // That nobody can look inside is said once, and not by every rule for any type.
  if (resource.declaration.opaque !== undefined && !rule.resources.includes(resource.declaration.type)) return [];
  const options = optionValues(rule, run.options);
  let broken: string | undefined;
  const { runs, cutOff } = explore(unit, run.budget, (evaluation): readonly Observation[] | undefined => {
    if (!evaluation.exists(resource)) return undefined;
    prepare(resource.stack, evaluation);
    let verdicts: readonly Verdict[];
    const subject = new Resource(resource, evaluation);
    try {
      if (resource.declaration.opaque !== undefined) return [opaque(subject, resource.declaration.opaque)];
      verdicts = toList(rule.check(subject, { options }));
      return verdicts.flatMap((verdict) => observe(rule, verdict, subject, evaluation));
    } catch (error) {
      if (error instanceof Error && error.name === 'BudgetExceeded') throw error;
      broken = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return [at(subject, { status: 'error', message: `the rule failed: ${broken}`, secrets: [], related: [], value: undefined })];
    }
  });
  const findings = merge(rule, resource, runs, run.severity);
  if (cutOff === undefined) return findings;
  // What failed so far fails; of what passed so far nobody knows.
  const failed = findings.filter((finding) => finding.status === 'fail' || finding.status === 'error');
  if (failed.length > 0) return findings.map((finding) => (finding.status === 'pass' ? undecided(finding, cutOff) : finding));
  const { entry } = resource.declaration;
  const place = { stack: resource.stack, start: entry.keyStart, end: entry.keyEnd };
  return [
    makeFinding(
      rule,
      resource,
      {
        ...place,
        pointer: '',
        status: 'unknown',
        message: `${rule.title}: not known, ${cutOff}`,
        because: cutOff,
        value: undefined,
        secrets: [],
        related: [],
        assumptions: [],
      },
      run.severity,
    ),
  ];
}

function undecided(finding: Finding, cutOff: string): Finding {
  return { ...finding, status: 'unknown', message: `${finding.rule.title}: not known, ${cutOff}`, unknownBecause: cutOff };
}

/** What holds for everything in a stack: the macros that may change it. */
function prepare(from: Stack, evaluation: Evaluation): void {
  for (let stack: Stack | undefined = from; stack !== undefined; stack = stack.parent?.stack) {
    for (const macro of stack.template.macros) evaluation.trace.taint(`the macro ${macro.name}`);
  }
}

function opaque(subject: Resource, because: string): Observation {
  return at(subject, { status: 'unknown', because, message: `it is ${because}`, secrets: [], related: [], value: undefined });
}

function at(
  subject: Resource,
  rest: Pick<Observation, 'status' | 'message' | 'secrets' | 'related' | 'value'> & { because?: string },
): Observation {
  const { entry } = subject.instance.declaration;
  return { pointer: '', stack: subject.instance.stack, start: entry.keyStart, end: entry.keyEnd, assumptions: [], ...rest };
}

function optionValues(rule: Rule, given: RuleOptions | undefined): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const [name, declaration] of Object.entries(rule.options ?? {})) {
    const value = given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined;
    values[name] = isOptionValue(value) ? value : declaration.default;
  }
  return values;
}

function isOptionValue(value: unknown): value is OptionValue {
  return ['boolean', 'number', 'string'].includes(typeof value) || Array.isArray(value);
}

function observe(rule: Rule, verdict: Verdict, subject: Resource, evaluation: Evaluation): readonly Observation[] {
  return observeVerdict(rule, verdict, subject, evaluation).map((observation) => {
    const assumptions = evaluation.trace.assumptionsOf({ resource: subject.instance.key, pointer: observation.pointer });
    const own = verdict.kind === 'pass' && verdict.assumption !== undefined ? [verdict.assumption] : [];
    return { ...observation, assumptions: [...assumptions, ...own] };
  });
}

function observeVerdict(
  rule: Rule,
  verdict: Verdict,
  subject: Resource,
  evaluation: Evaluation,
): readonly Omit<Observation, 'assumptions'>[] {
  if (verdict.kind === 'not-applicable') return [];
  const target: Subject = verdict.at ?? subject;
  const property: Property | undefined = isResource(target) ? undefined : target;
  const owner = isResource(target) ? target.instance : target.resource;
  // A finding is about the resource that was checked; a property of another resource is only where the reason stands.
  const own = owner === subject.instance;
  const entry = subject.instance.declaration.entry;
  const place =
    own && property !== undefined ? property.place : { stack: subject.instance.stack, start: entry.keyStart, end: entry.keyEnd };
  const pointer = own && property !== undefined ? property.pointer : '';
  const elsewhere: RelatedPlace[] = own ? [] : [relatedPlace(target, 'decided here')];
  const common = { pointer, ...place };
  switch (verdict.kind) {
    case 'pass': {
      const [taint] = evaluation.trace.taints;
      if (taint === undefined) return [{ ...common, status: 'pass', message: rule.title, value: undefined, secrets: [], related: [] }];
      return [
        {
          ...common,
          status: 'unknown',
          message: `${rule.title}: not known because of ${taint}`,
          because: taint,
          value: undefined,
          secrets: [],
          related: [],
        },
      ];
    }
    case 'unknown':
      return [
        {
          ...common,
          status: 'unknown',
          message: `${rule.title}: not known because of ${verdict.because}`,
          because: verdict.because,
          value: undefined,
          secrets: [],
          related: elsewhere,
        },
      ];
    case 'fail': {
      const secret = verdict.secret === true;
      const data: MessageData = {
        resource: subject.id,
        type: subject.type,
        ...(property === undefined
          ? {}
          : { found: secret ? 'the value' : property.describe(), property: property.pointer.slice(1).replaceAll('/', '.') }),
        ...verdict.data,
      };
      return [
        {
          ...common,
          status: 'fail',
          message: fillMessage(rule.messages[verdict.message] ?? verdict.message, data),
          messageKey: verdict.message,
          severity: verdict.severity ?? rule.severity,
          value: secret || property === undefined ? undefined : normaliseValue(property.value, evaluation),
          secrets: secret && property !== undefined ? (verdict.secrets ?? property.knownText) : [],
          related: [...elsewhere, ...(verdict.related ?? []).map((related) => relatedPlace(related.subject, related.message))],
        },
      ];
    }
    default:
      // Code that no compiler saw can return anything.
      throw new TypeError('its check returned what is no verdict');
  }
}

function relatedPlace(subject: Subject, message: string): RelatedPlace {
  if (isResource(subject)) {
    const { declaration, stack } = subject.instance;
    const { source } = stack.template;
    return { file: source.path, location: source.location(declaration.entry.keyStart, declaration.entry.keyEnd), message };
  }
  const { stack, start, end } = subject.place;
  return { file: stack.template.source.path, location: stack.template.source.location(start, end), message };
}

/** Fills `{name}` in a message; a name without a value stays, and the rule tester refuses it. */
export function fillMessage(message: string, data: MessageData): string {
  return message.replace(/\{([A-Za-z]+)\}/g, (whole, name: string) => (Object.hasOwn(data, name) ? String(data[name]) : whole));
}

/** One finding for each property: the worst of its scenarios, and which scenarios those are if not all. */
function merge(
  rule: Rule,
  resource: ResourceInstance,
  runs: readonly ScenarioRun<readonly Observation[]>[],
  severity: Severity | undefined,
): readonly Finding[] {
  const perRun = runs.map((run) => worstByPointer(run.result));
  const contradictions = perRun.map((observations) => lazily(() => contradictedBy(observations.values())));
  const summary = lazily(() => summarise(resource, runs));
  const findings: Finding[] = [];
  for (const pointer of new Set(perRun.flatMap((observations) => [...observations.keys()]))) {
    const seen = perRun.map((observations) => observations.get(pointer));
    const worst = seen.reduce<Observation | undefined>(worse, undefined);
    if (worst === undefined) continue;
    const { status } = worst;
    if (status === 'pass' && seen.some((observation, index) => observation === undefined && contradictions[index]?.()(pointer) === true))
      continue;
    const chosen = [...seen.keys()].filter((index) => seen[index]?.status === status);
    const scenarios = status === 'pass' ? [] : summary()(chosen);
    const assumptions = [...new Set(chosen.flatMap((index) => seen[index]?.assumptions ?? []))].sort();
    const value = valueOfAll(chosen.map((index) => seen[index]?.value));
    findings.push(makeFinding(rule, resource, { ...worst, value }, severity, scenarios, assumptions));
  }
  return findings;
}

function worstByPointer(observations: readonly Observation[]): ReadonlyMap<string, Observation> {
  const worst = new Map<string, Observation>();
  for (const observation of observations) {
    const known = worst.get(observation.pointer);
    const one = worse(known, observation);
    if (one !== undefined && one !== known) worst.set(observation.pointer, one);
  }
  return worst;
}

/** The worse of two statements about one property, by status and then by severity; the first of equals. Secrets are those of both. */
function worse(a: Observation | undefined, b: Observation | undefined): Observation | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const isWorse = WORST[b.status] > WORST[a.status] || (b.status === a.status && rankOf(b) < rankOf(a));
  const one = isWorse ? b : a;
  const other = isWorse ? a : b;
  return other.secrets.length === 0 ? one : { ...one, secrets: [...new Set([...one.secrets, ...other.secrets])] };
}

function rankOf({ severity }: Observation): number {
  return severity === undefined ? Number.MAX_SAFE_INTEGER : severityRank(severity);
}

/** The values that a property has in the scenarios that a finding is about, in no order: how they are listed changes no fingerprint. */
function valueOfAll(values: readonly (string | undefined)[]): string | undefined {
  const different = [...new Set(values)].filter((value) => value !== undefined);
  return different.length < 2 ? different[0] : different.sort().join('\n');
}

/**
 * Tells whether a scenario that says nothing of a property says of a part of it, or of what it is part of, that it does not pass. What
 * passes in other scenarios is then no pass.
 */
function contradictedBy(observations: Iterable<Observation>): (pointer: string) => boolean {
  const bad = new Set<string>();
  const above = new Set<string>();
  for (const { status, pointer } of observations) {
    if (status === 'pass') continue;
    bad.add(pointer);
    for (const ancestor of ancestorsOf(pointer)) above.add(ancestor);
  }
  return (pointer) => above.has(pointer) || ancestorsOf(pointer).some((ancestor) => bad.has(ancestor));
}

function ancestorsOf(pointer: string): readonly string[] {
  const ancestors: string[] = [];
  for (let at = pointer.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : pointer.lastIndexOf('/', at - 1))
    ancestors.push(pointer.slice(0, at));
  return ancestors;
}

/** Describes some of the runs; properties that the same runs speak of share the work. */
function summarise(resource: ResourceInstance, runs: readonly ScenarioRun<unknown>[]): (chosen: readonly number[]) => readonly string[] {
  const labels = runs.map((run) => run.labels);
  // A resource that exists only under a condition has no run in the other scenarios, and yet is not there in them.
  const describe = scenarioDescriber(labels, absences(resource, labels));
  const known = new Map<string, readonly string[]>();
  return (chosen) => {
    const key = chosen.join();
    const scenarios = known.get(key) ?? describe(chosen);
    known.set(key, scenarios);
    return scenarios;
  };
}

/** The scenarios in which a resource is not there, as far as its own condition and those of the stacks around it are open. */
function absences(resource: ResourceInstance, runs: readonly ReadonlyMap<string, string>[]): readonly ReadonlyMap<string, string>[] {
  const absent: ReadonlyMap<string, string>[] = [];
  let { declaration, stack }: Pick<ResourceInstance, 'declaration' | 'stack'> = resource;
  for (;;) {
    if (declaration.condition !== undefined) {
      const subject = resourceKey(stack, declaration.condition);
      if (runs.every((labels) => labels.has(subject))) absent.push(new Map([[subject, `${subject} is false`]]));
    }
    if (stack.parent === undefined) return absent;
    ({ resource: declaration, stack } = stack.parent);
  }
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function makeFinding(
  rule: Rule,
  resource: ResourceInstance,
  observation: Observation,
  severity: Severity | undefined,
  scenarios: readonly string[] = [],
  assumptions: readonly string[] = [],
): Finding {
  const { source } = observation.stack.template;
  const inProperties = observation.pointer !== '' && !observation.pointer.startsWith('..');
  return {
    rule,
    resource,
    status: observation.status,
    severity: severity ?? observation.severity ?? rule.severity,
    ...(inProperties ? { property: observation.pointer } : {}),
    file: source.path,
    location: source.location(observation.start, observation.end),
    message: observation.message,
    ...(observation.messageKey === undefined ? {} : { messageKey: observation.messageKey }),
    scenarios,
    assumptions,
    ...(observation.because === undefined ? {} : { unknownBecause: observation.because }),
    fingerprint: fingerprint({
      ruleId: rule.id,
      template: resource.stack.identity,
      instance: resource.stack.path,
      resource: resource.declaration.id,
      property: observation.pointer,
      ...(observation.value === undefined ? {} : { value: observation.value }),
    }),
    related: observation.related,
    secrets: observation.secrets,
  };
}
