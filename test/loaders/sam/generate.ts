import { randomFrom } from '../../../scripts/lib/random.ts';
import type { SamQuestion } from '../../../scripts/lib/sam/oracle.ts';
import { isList, isMap, type Json, type JsonMap } from '../../../src/loaders/sam/json.ts';
import {
  HTTP_API_GLOBALS,
  httpApiProperties,
  REST_API_GLOBALS,
  restApiProperties,
  WEB_SOCKET_API_GLOBALS,
  webSocketApiProperties,
} from './generator/apis.ts';
import { below, chance, type Draft, type Draw, type Fields, type Kind, map, pick, some, word } from './generator/draft.ts';
import { FUNCTION_EVENTS, STATE_MACHINE_EVENTS } from './generator/events.ts';
import { FUNCTION_GLOBALS, functionProperties, stateMachineProperties, webFunctionProperties } from './generator/function.ts';
import {
  applicationProperties,
  CAPACITY_PROVIDER_GLOBALS,
  capacityProviderProperties,
  connectorProperties,
  embeddedConnectors,
  graphQLApiProperties,
  IMAGE_GLOBALS,
  imageProperties,
  LAYER_GLOBALS,
  layerProperties,
  NETWORK_CONNECTOR_GLOBALS,
  networkConnectorProperties,
  PAIRS,
  SIMPLE_TABLE_GLOBALS,
  simpleTableProperties,
} from './generator/others.ts';
import { boolean, CONDITIONS, GIVEN, MAPPINGS, PARAMETERS, SURROUNDINGS } from './generator/values.ts';

export interface GeneratedTemplate {
  readonly question: SamQuestion;
  readonly template: JsonMap;
  /** What the template holds: `resource AWS::Serverless::Function`, `event SQS`, `globals Api`. */
  readonly reached: ReadonlySet<string>;
}

interface ResourceKind {
  readonly type: string;
  readonly properties: Draw;
  readonly kind?: Kind;
  /** How often it is drawn, compared with the others. */
  readonly weight: number;
  readonly connectors?: Draw;
}

const KINDS: readonly ResourceKind[] = [
  {
    type: 'AWS::Serverless::Function',
    properties: functionProperties,
    kind: 'function',
    weight: 8,
    connectors: embeddedConnectors('AWS::Lambda::Function'),
  },
  { type: 'AWS::Serverless::Api', properties: restApiProperties, kind: 'restApi', weight: 4 },
  { type: 'AWS::Serverless::HttpApi', properties: httpApiProperties, kind: 'httpApi', weight: 3 },
  {
    type: 'AWS::Serverless::StateMachine',
    properties: stateMachineProperties,
    kind: 'stateMachine',
    weight: 3,
    connectors: embeddedConnectors('AWS::StepFunctions::StateMachine'),
  },
  { type: 'AWS::Serverless::WebSocketApi', properties: webSocketApiProperties, weight: 2 },
  { type: 'AWS::Serverless::SimpleTable', properties: simpleTableProperties, kind: 'table', weight: 1 },
  { type: 'AWS::Serverless::LayerVersion', properties: layerProperties, kind: 'layer', weight: 2 },
  { type: 'AWS::Serverless::Application', properties: applicationProperties, weight: 1 },
  { type: 'AWS::Serverless::GraphQLApi', properties: graphQLApiProperties, kind: 'graph', weight: 1 },
  { type: 'AWS::Serverless::CapacityProvider', properties: capacityProviderProperties, weight: 1 },
  { type: 'AWS::Serverless::NetworkConnector', properties: networkConnectorProperties, weight: 1 },
  { type: 'AWS::Serverless::MicrovmImage', properties: imageProperties, weight: 1 },
  { type: 'AWS::Serverless::WebFunction', properties: webFunctionProperties, weight: 1 },
  { type: 'AWS::Serverless::Connector', properties: connectorProperties, weight: 6 },
];

const GLOBALS: Readonly<Record<string, Fields>> = {
  Function: FUNCTION_GLOBALS,
  Api: REST_API_GLOBALS,
  HttpApi: HTTP_API_GLOBALS,
  WebSocketApi: WEB_SOCKET_API_GLOBALS,
  SimpleTable: SIMPLE_TABLE_GLOBALS,
  StateMachine: { PropagateTags: boolean },
  LayerVersion: LAYER_GLOBALS,
  CapacityProvider: CAPACITY_PROVIDER_GLOBALS,
  NetworkConnector: NETWORK_CONNECTOR_GLOBALS,
  MicrovmImage: IMAGE_GLOBALS,
};

/** Everything that the templates of the generator hold together, but for the policy templates. */
export const REACHABLE: readonly string[] = [
  ...KINDS.map(({ type }) => `resource ${type}`),
  ...Object.keys(FUNCTION_EVENTS).map((type) => `event ${type}`),
  ...Object.keys(STATE_MACHINE_EVENTS).map((type) => `state machine event ${type}`),
  ...PAIRS.map(([source, destination]) => `connector ${source} to ${destination}`),
  ...Object.keys(GLOBALS).map((section) => `globals ${section}`),
];

const REGIONS = [
  'us-east-1',
  'us-east-1',
  'us-east-1',
  'eu-west-1',
  'cn-north-1',
  'us-gov-west-1',
  'us-iso-east-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
];

/** A SAM template that is the same for the same seed, and as a rule one that AWS accepts. */
export function generateSamTemplate(seed: number): GeneratedTemplate {
  const random = randomFrom(seed);
  const chosen = Array.from({ length: 1 + Math.floor(random() * 5) }, () => weighted(random));
  const ids = namesOf(chosen);
  const draft: Draft = {
    random,
    density: pickDensity(random),
    reached: new Set(),
    ids: {
      function: [...idsOf(chosen, ids, 'function'), 'Lambda'],
      restApi: idsOf(chosen, ids, 'restApi'),
      httpApi: idsOf(chosen, ids, 'httpApi'),
      stateMachine: idsOf(chosen, ids, 'stateMachine'),
      table: idsOf(chosen, ids, 'table'),
      layer: idsOf(chosen, ids, 'layer'),
      graph: idsOf(chosen, ids, 'graph'),
    },
  };
  const resources: JsonMap = {};
  for (const [index, kind] of chosen.entries()) resources[ids[index] ?? ''] = resource(draft, kind);
  const template: JsonMap = {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Parameters: PARAMETERS,
    Mappings: MAPPINGS,
    Conditions: CONDITIONS,
    ...(chance(draft, 0.3) ? { Globals: globals(draft, chosen) } : {}),
    Resources: { ...resources, ...SURROUNDINGS },
    Outputs: outputs(draft, ids),
  };
  const question = {
    template: JSON.stringify(template),
    parameters: pick<JsonMap>(draft, [GIVEN, GIVEN, { ...GIVEN, Stage: 'dev', Flag: 'false' }]),
    region: pick(draft, REGIONS),
    ...(chance(draft, 0.1) ? { managedPolicies: { NoSuchPolicy: 'arn:aws:iam::aws:policy/NoSuchPolicy' } } : {}),
  };
  return { question, template, reached: draft.reached };
}

function weighted(random: () => number): ResourceKind {
  let at = random() * KINDS.reduce((sum, { weight }) => sum + weight, 0);
  for (const kind of KINDS) {
    at -= kind.weight;
    if (at < 0) return kind;
  }
  throw new Error('the weights do not add up');
}

function pickDensity(random: () => number): number {
  return [0.05, 0.15, 0.3, 0.6][Math.floor(random() * 4)] ?? 0.3;
}

function namesOf(chosen: readonly ResourceKind[]): readonly string[] {
  const counts = new Map<string, number>();
  return chosen.map(({ type }) => {
    const stem = `My${type.slice('AWS::Serverless::'.length)}`;
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    return count === 1 ? stem : `${stem}${count}`;
  });
}

function idsOf(chosen: readonly ResourceKind[], ids: readonly string[], wanted: Kind): readonly string[] {
  return ids.filter((_, index) => chosen[index]?.kind === wanted);
}

function resource(draft: Draft, { type, properties, connectors }: ResourceKind): JsonMap {
  draft.reached.add(`resource ${type}`);
  const sparse: Draft = { ...draft, density: 0.08 };
  return {
    Type: type,
    ...map(
      {},
      {
        Condition: word(...Object.keys(CONDITIONS)),
        DependsOn: word('Bucket', ['Bucket', 'Queue'], ...draft.ids.function, [...draft.ids.layer, 'Topic']),
        DeletionPolicy: word('Retain', 'Delete'),
        UpdateReplacePolicy: word('Retain'),
        Metadata: word({ Team: 'blue' }),
        IgnoreGlobals: word('*', '*', []),
        ...(connectors === undefined ? {} : { Connectors: connectors }),
      },
    )(sparse),
    Properties: properties(draft),
  };
}

function globals(draft: Draft, chosen: readonly ResourceKind[]): JsonMap {
  const present = chosen.map(({ type }) => type.slice('AWS::Serverless::'.length)).filter((section) => section in GLOBALS);
  const sections = some(draft, [...new Set([...present, ...some(draft, Object.keys(GLOBALS), 2)])], 3);
  return Object.fromEntries(
    sections.map((section) => {
      draft.reached.add(`globals ${section}`);
      return [section, map({}, GLOBALS[section] ?? {})({ ...draft, density: Math.min(draft.density, 0.2) })];
    }),
  );
}

function outputs(draft: Draft, ids: readonly string[]): JsonMap {
  const value = (): Json => {
    const id = pick(draft, ids);
    return pick<Json>(draft, [
      { Ref: id },
      { 'Fn::GetAtt': [id, 'Arn'] },
      { 'Fn::GetAtt': `${id}.Arn` },
      { Ref: `${id}.Alias` },
      { Ref: `${id}.Version` },
      { Ref: `${id}.Stage` },
      { 'Fn::GetAtt': [`${id}.Alias`, 'Arn'] },
      { 'Fn::Sub': `\${${id}} \${${id}.Arn} \${${id}.Stage} \${${id}.Alias} \${!Literal}` },
      { 'Fn::Sub': [`\${${id}.Version}-\${V}`, { V: { Ref: id } }] },
    ]);
  };
  return { One: { Value: value() }, Two: { Value: value(), Condition: pick(draft, Object.keys(CONDITIONS)) } };
}

const ODD_VALUES: readonly Json[] = [
  null,
  '',
  'odd',
  0,
  7,
  true,
  false,
  [],
  ['odd'],
  [null],
  {},
  { Odd: 'odd', Other: 1 },
  { Ref: 'Given' },
  { Ref: 'Unknown' },
  { Ref: 'AWS::NoValue' },
  { Ref: ['odd'] },
  { 'Fn::If': ['IsProd', 'a', { Ref: 'AWS::NoValue' }] },
  { 'Fn::If': ['IsProd'] },
  { 'Fn::GetAtt': ['Bucket', 'Arn'] },
  { 'Fn::Sub': '${Given}' },
];

/** The template with some of its values changed to odd ones, dropped, or put under another key. */
export function mutateSamTemplate(generated: GeneratedTemplate, seed: number): GeneratedTemplate {
  const template: JsonMap = JSON.parse(JSON.stringify(generated.template));
  const draft: Draft = {
    random: randomFrom(seed),
    density: 0,
    reached: new Set(generated.reached),
    ids: { function: [], restApi: [], httpApi: [], stateMachine: [], table: [], layer: [], graph: [] },
  };
  const roots = ['Resources', 'Resources', 'Resources', 'Resources', 'Globals', 'Outputs'];
  for (let count = 1 + below(draft, 3); count > 0; count--) {
    const root = template[pick(draft, roots)];
    if (isMap(root) || isList(root)) mutate(draft, root);
  }
  return { template, question: { ...generated.question, template: JSON.stringify(template) }, reached: draft.reached };
}

function mutate(draft: Draft, container: JsonMap | Json[]): void {
  const places: { readonly container: JsonMap | Json[]; readonly key: string }[] = [];
  const collect = (value: JsonMap | Json[]): void => {
    for (const [key, child] of Object.entries(value)) {
      places.push({ container: value, key });
      if (isMap(child) || isList(child)) collect(child);
    }
  };
  collect(container);
  if (places.length === 0) return;
  const { container: target, key } = pick(draft, places);
  const other = pick(draft, places);
  const odd = structuredClone(chance(draft, 0.4) ? valueAt(other.container, other.key) : pick(draft, ODD_VALUES));
  const fate = draft.random();
  if (isList(target)) {
    if (fate < 0.8) target[Number(key)] = odd;
    else target.splice(Number(key), 1);
  } else if (fate < 0.6) target[key] = odd;
  else if (fate < 0.7)
    target[key] = {
      'Fn::If': [pick(draft, Object.keys(CONDITIONS)), target[key] ?? null, pick<Json>(draft, [{ Ref: 'AWS::NoValue' }, odd])],
    };
  else if (fate < 0.75) target[other.key] = odd;
  else if (fate < 0.92) delete target[key];
  else {
    target[`${key}Odd`] = target[key];
    delete target[key];
  }
}

function valueAt(container: JsonMap | Json[], key: string): Json {
  return (isList(container) ? container[Number(key)] : container[key]) ?? null;
}
