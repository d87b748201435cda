import { configSchema, policySchema } from '../src/config/schema.ts';
import { emitGenerated } from './lib/generated.ts';

const print = (schema: object): string => `${JSON.stringify(schema, undefined, 2)}\n`;

emitGenerated(
  new Map([
    ['schemas/config.schema.json', print(configSchema)],
    ['schemas/policy.schema.json', print(policySchema)],
  ]),
);
