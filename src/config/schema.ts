import { CATEGORIES } from '../model/rule.ts';
import { SEVERITIES } from '../model/severity.ts';

/** A JSON Schema (draft 7), as plain data. `title` says in words what a value has to be; errors use it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The formats that `reports` may ask for. */
export const REPORT_FORMATS = ['pretty', 'json', 'junit', 'cucumber', 'sarif', 'markdown', 'html', 'github', 'gitlab'] as const;

const severity: JsonSchema = { enum: [...SEVERITIES] };

const failOn: JsonSchema = {
  enum: [...SEVERITIES, 'none'],
  default: 'high',
  description: 'Findings of this severity or worse fail the gate; `none` never fails.',
};

const conditional: JsonSchema = {
  enum: ['fail', 'warn'],
  default: 'fail',
  description: 'What a failure in only some scenarios of the conditions means.',
};

const unknownWord: JsonSchema = { enum: ['ignore', 'warn', 'fail'] };

const unknown: JsonSchema = {
  title: 'ignore, warn or fail, or a map of severities to these',
  description: 'What a verdict that cannot be reached means, for all severities or for each.',
  default: 'warn',
  anyOf: [
    { type: 'string', ...unknownWord },
    { type: 'object', additionalProperties: false, properties: Object.fromEntries(SEVERITIES.map((name) => [name, unknownWord])) },
  ],
};

const name: JsonSchema = { type: 'string', minLength: 1 };

const packs: JsonSchema = {
  type: 'array',
  items: name,
  description: 'Packs of rules; they unite. `all` is every rule. With neither packs nor rules: `recommended`.',
};

const ruleList = (description: string): JsonSchema => ({ type: 'array', items: name, description });

const severities: JsonSchema = {
  type: 'object',
  additionalProperties: severity,
  description: 'Severities by rule id, over those of the rules.',
};

const options: JsonSchema = {
  type: 'object',
  additionalProperties: { type: 'object' },
  description: 'Options by rule id; the page of a rule lists what it takes.',
};

const patterns = (description: string): JsonSchema => ({ type: 'array', items: name, description });

const strict: JsonSchema = {
  type: 'boolean',
  default: false,
  description: 'What is deliberately not looked at makes the run incomplete as well.',
};

const allowEmpty: JsonSchema = { type: 'boolean', default: false, description: 'Finding no templates is no error.' };

const account: JsonSchema = {
  title: 'an AWS account id, 12 digits',
  anyOf: [
    { type: 'string', pattern: '^[0-9]{12}$', title: 'an AWS account id, 12 digits' },
    { type: 'integer', minimum: 100_000_000_000, maximum: 999_999_999_999, title: 'an AWS account id, 12 digits' },
  ],
};

export const REGION_PATTERN = '^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$';

const region: JsonSchema = { type: 'string', pattern: REGION_PATTERN, title: 'the name of an AWS region such as eu-west-1' };

const parameterValue: JsonSchema = {
  title: 'text, a number, a truth value or a list of these',
  anyOf: [
    { type: ['string', 'number', 'boolean'] },
    { type: 'array', items: { type: ['string', 'number', 'boolean'], title: 'text, a number or a truth value' } },
  ],
};

const environment: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'A place to deploy to; each is judged on its own.',
  properties: {
    account: { ...account, description: 'The AWS account.' },
    region: { ...region, description: 'The AWS region.' },
    parameters: {
      type: 'object',
      propertyNames: { type: 'string', pattern: '^[A-Za-z0-9]{1,255}$', title: 'the name of a parameter: letters and digits' },
      additionalProperties: parameterValue,
      description: 'Values of template parameters, over those of `parametersFile`.',
    },
    parametersFile: {
      ...name,
      description: 'A file of parameter values, relative to this file; of a samconfig file, `#name` behind it chooses the environment.',
    },
  },
};

const report: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['format'],
  properties: {
    format: { enum: [...REPORT_FORMATS], description: 'The format of the report.' },
    file: { ...name, description: 'Relative to the root; without it the report goes to standard output.' },
  },
};

/** One rule that is written as a JSON Schema over the properties of a resource. */
export const customRuleSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['id', 'title', 'severity', 'resourceTypes', 'schema', 'message'],
  properties: {
    id: {
      type: 'string',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$',
      title: 'an id of the form team/what-is-demanded, in lower case',
      description: 'What findings, flags and exceptions call the rule.',
    },
    title: { ...name, description: 'What is true of a resource that passes.' },
    severity: { ...severity, description: 'How bad a breach is.' },
    category: { enum: [...CATEGORIES], description: 'What the rule is about.' },
    resourceTypes: { type: 'array', minItems: 1, items: name, description: 'The types of resources that are checked.' },
    schema: { type: 'object', description: 'A JSON Schema (draft 7) that the properties of the resource have to match.' },
    message: { ...name, description: 'What a finding says; `{found}` is the value and `{property}` the property that it is about.' },
    property: {
      type: 'string',
      pattern: '^[^.]+(\\.[^.]+)*$',
      title: 'the path of a property such as Environment.Variables',
      description: 'Where findings point, when that is not the property that does not match.',
    },
    rationale: { ...name, description: 'Why it matters.' },
    remediation: { ...name, description: 'What to change.' },
  },
};

/** What `stackgate.config.{yaml,yml,json}` holds; published as schemas/config.schema.json. */
export const configSchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'a map of settings',
  description: 'The configuration of stackgate.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'For editors.' },
    project: { ...name, description: 'The id of the project in the keys of exceptions.' },
    packs,
    rules: ruleList('Ids of rules or globs; alone they select, beside packs they add.'),
    disable: ruleList('Ids of rules or globs that are left out; wins over everything that selects.'),
    failOn,
    conditional,
    unknown,
    severities,
    options,
    environments: {
      type: 'object',
      propertyNames: {
        type: 'string',
        pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
        title: 'a name of letters, digits, dots, dashes and underscores',
      },
      additionalProperties: environment,
      description: 'Where the templates are deployed to, by name.',
    },
    ignore: patterns('Paths that a walk leaves out, relative to the root, in the syntax of .gitignore.'),
    strict,
    allowEmpty,
    reports: { type: 'array', items: report, description: 'The reports of a run for which no flag asks for one.' },
    customRules: {
      type: 'array',
      description: 'Own rules: JSON Schemas over the properties of a resource, or files (YAML, JSON, TypeScript) that hold rules.',
      items: { title: 'a rule or the path of a file that holds rules', anyOf: [name, customRuleSchema] },
    },
  },
};

/** What the file behind `--policy` holds; published as schemas/policy.schema.json. */
export const policySchema: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'a map of settings',
  description:
    'A policy of stackgate: the settings of the organisation. Repositories and flags can tighten them and not loosen them; what a policy leaves out is held at its default.',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'For editors.' },
    packs: { ...packs, description: 'Packs that are always applied; default: `recommended`. Repositories can add to them.' },
    rules: ruleList('Ids of rules or globs that are always applied, beside the packs.'),
    disable: ruleList('Ids of rules or globs that the organisation itself leaves out.'),
    allowDisable: ruleList('Ids of rules or globs that a repository may leave out; default: none.'),
    failOn: { ...failOn, description: 'The mildest threshold that a repository may have.' },
    conditional,
    unknown,
    severities: { ...severities, description: 'Severities by rule id; a repository can raise a severity and not lower it.' },
    options: { ...options, description: 'Options by rule id; they win over those of a repository.' },
    allowOptions: ruleList('Ids of rules or globs whose options a repository may set; default: none.'),
    ignore: patterns('Paths that the organisation leaves out in every repository, in the syntax of .gitignore.'),
    allowIgnore: patterns(
      'Paths that a repository may leave out by its configuration, .stackgateignore or .gitignore, in the syntax of .gitignore; default: none.',
    ),
    strict,
    allowEmpty,
    scanners: { type: 'array', items: name, description: 'Third-party scanners that have to run.' },
    suppressions: { enum: ['allow', 'refuse'], default: 'refuse', description: 'Whether suppressions inside of templates count.' },
    exceptionStore: { ...name, description: 'The store of approved exceptions; a repository cannot choose another one.' },
    allowRepositoryCode: {
      type: 'boolean',
      default: false,
      description: 'Whether code of the repository (TypeScript configuration and rules) is run.',
    },
  },
};
