import { applicationMacro } from './application.ts';
import type { DeploymentPreferences, Macro, Resolver } from './context.ts';
import { CONNECTOR } from './connectors.ts';
import { wrongResource } from './errors.ts';
import type { JsonMap } from './json.ts';
import { layerMacro } from './layer.ts';
import { simpleTableMacro } from './simple-table.ts';

async function load<T>(path: string, name: string, otherwise: T): Promise<T> {
  try {
    return ((await import(path)) as Record<string, T>)[name] ?? otherwise;
  } catch (error) {
    if (process.env.SAM_DEBUG !== undefined) console.error(path, error);
    return otherwise;
  }
}
const missing: Macro = (resource) => {
  throw wrongResource(resource.id, `${resource.type} is not there yet`);
};
const macro = (path: string, name: string): Promise<Macro> => load(path, name, missing);

/** What becomes of SAM resources, by type, in the order in which they are transformed: functions and state machines change their APIs, connectors look at what the others became. */
export const MACROS: ReadonlyMap<string, { readonly turn: number; readonly macro: Macro }> = new Map([
  ['AWS::Serverless::Function', { turn: 0, macro: await macro('./function/index.ts', 'functionMacro') }],
  ['AWS::Serverless::WebFunction', { turn: 1, macro: await macro('./function/index.ts', 'webFunctionMacro') }],
  ['AWS::Serverless::StateMachine', { turn: 2, macro: await macro('./state-machine/index.ts', 'stateMachineMacro') }],
  ['AWS::Serverless::Api', { turn: 3, macro: await macro('./api/rest/index.ts', 'apiMacro') }],
  ['AWS::Serverless::HttpApi', { turn: 3, macro: await macro('./api/http/index.ts', 'httpApiMacro') }],
  ['AWS::Serverless::WebSocketApi', { turn: 3, macro: await macro('./api/websocket/index.ts', 'webSocketApiMacro') }],
  ['AWS::Serverless::Application', { turn: 4, macro: applicationMacro }],
  ['AWS::Serverless::CapacityProvider', { turn: 4, macro: await macro('./function/index.ts', 'capacityProviderMacro') }],
  ['AWS::Serverless::GraphQLApi', { turn: 4, macro: await macro('./graphql/index.ts', 'graphQLApiMacro') }],
  ['AWS::Serverless::LayerVersion', { turn: 4, macro: layerMacro }],
  ['AWS::Serverless::MicrovmImage', { turn: 4, macro: await macro('./function/index.ts', 'microVMImageMacro') }],
  ['AWS::Serverless::NetworkConnector', { turn: 4, macro: await macro('./function/index.ts', 'networkConnectorMacro') }],
  ['AWS::Serverless::SimpleTable', { turn: 4, macro: simpleTableMacro }],
  [CONNECTOR, { turn: 5, macro: await macro('./connector/index.ts', 'connectorMacro') }],
]);

const noPreferences = (): DeploymentPreferences => ({
  add() {},
  isEnabled: () => false,
  updatePolicy: () => ({}),
  finish: () => ({ resources: [], conditions: {} }),
});

export const PLUGINS = {
  definitionBodies: await load<(template: JsonMap) => void>('./api/default-definition-body.ts', 'addDefaultDefinitionBodies', () => {}),
  implicitRest: await load<(template: JsonMap) => void>('./api/implicit.ts', 'addImplicitRestApi', () => {}),
  implicitHttp: await load<(template: JsonMap) => void>('./api/implicit.ts', 'addImplicitHttpApi', () => {}),
  deploymentPreferences: await load<(o: { region: string; parameterResolver: Resolver }) => DeploymentPreferences>(
    './function/deployment.ts',
    'makeDeploymentPreferences',
    noPreferences,
  ),
};
