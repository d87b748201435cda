import { httpApiMacro } from './api/http/index.ts';
import { apiMacro } from './api/rest/index.ts';
import { webSocketApiMacro } from './api/websocket/index.ts';
import { applicationMacro } from './application.ts';
import { connectorMacro } from './connector/index.ts';
import { CONNECTOR } from './connectors.ts';
import type { Macro } from './context.ts';
import { capacityProviderMacro, functionMacro, microVmImageMacro, networkConnectorMacro, webFunctionMacro } from './function/index.ts';
import { graphQLApiMacro } from './graphql/index.ts';
import { layerMacro } from './layer.ts';
import { simpleTableMacro } from './simple-table.ts';
import { stateMachineMacro } from './state-machine/index.ts';

/**
 * What becomes of SAM resources, by type, and their turn: functions and state machines come first, since their events change APIs, and
 * connectors last, since they look at what the others became.
 */
export const MACROS: ReadonlyMap<string, { readonly turn: number; readonly macro: Macro }> = new Map([
  ['AWS::Serverless::Function', { turn: 0, macro: functionMacro }],
  ['AWS::Serverless::WebFunction', { turn: 1, macro: webFunctionMacro }],
  ['AWS::Serverless::StateMachine', { turn: 2, macro: stateMachineMacro }],
  ['AWS::Serverless::Api', { turn: 3, macro: apiMacro }],
  ['AWS::Serverless::HttpApi', { turn: 3, macro: httpApiMacro }],
  ['AWS::Serverless::WebSocketApi', { turn: 3, macro: webSocketApiMacro }],
  ['AWS::Serverless::Application', { turn: 4, macro: applicationMacro }],
  ['AWS::Serverless::CapacityProvider', { turn: 4, macro: capacityProviderMacro }],
  ['AWS::Serverless::GraphQLApi', { turn: 4, macro: graphQLApiMacro }],
  ['AWS::Serverless::LayerVersion', { turn: 4, macro: layerMacro }],
  ['AWS::Serverless::MicrovmImage', { turn: 4, macro: microVmImageMacro }],
  ['AWS::Serverless::NetworkConnector', { turn: 4, macro: networkConnectorMacro }],
  ['AWS::Serverless::SimpleTable', { turn: 4, macro: simpleTableMacro }],
  [CONNECTOR, { turn: 5, macro: connectorMacro }],
]);
