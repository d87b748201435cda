import { readFileSync } from 'node:fs';
import type { JsonMap } from '../../../src/loaders/sam/json.ts';
import type { SamQuestion } from './oracle.ts';

/**
 * The question that a template file asks. Its first lines may say with what it is transformed: `# region: cn-north-1`,
 * `# parameters: {"Stage": "prod"}`, `# managedPolicies: {"AWSXrayReadOnlyAccess": "arn:…"}`.
 */
export function questionOf(path: string): SamQuestion {
  const template = readFileSync(path, 'utf8');
  const said = (name: string): string | undefined => new RegExp(`^# ${name}: (.*)$`, 'm').exec(template)?.[1]?.trim();
  const region = said('region');
  const parameters = said('parameters');
  const managedPolicies = said('managedPolicies');
  return {
    template,
    ...(region === undefined ? {} : { region }),
    ...(parameters === undefined ? {} : { parameters: parsed(parameters) }),
    ...(managedPolicies === undefined ? {} : { managedPolicies: parsed(managedPolicies) }),
  };
}

function parsed(text: string): JsonMap {
  return JSON.parse(text);
}
