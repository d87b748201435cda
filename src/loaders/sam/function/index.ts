export { capacityProviderMacro } from './capacity-provider.ts';
export { makeDeploymentPreferences } from './deployment.ts';
export { functionMacro } from './function.ts';
export { makeManagedPolicyFinder } from './managed-policies.ts';
export { microVmImageMacro } from './micro-vm-image.ts';
export { networkConnectorMacro } from './network-connector.ts';
export { expandPolicyTemplates } from './policy-templates.ts';
export { constructRole, type RoleOptions } from './role.ts';
export { webFunctionMacro } from './web-function.ts';
