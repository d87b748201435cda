import { didYouMean, nearest } from '../../src/model/nearest.ts';

/** Why there can be no rule of this id, and what to do instead. */
export interface IdProblem {
  readonly problem: string;
  readonly hint?: string;
}

const ID = /^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** What speaks against a new rule of this id: its form, a rule that is there, a service that is probably misspelt. */
export function checkNewId(
  id: string,
  known: { readonly rules: readonly string[]; readonly services: readonly string[] },
  options: { readonly isNewService: boolean },
): IdProblem | undefined {
  if (!ID.test(id)) {
    const suggestion = suggestedId(id);
    return {
      problem: `\`${id}\` is no id of a rule: it has to be <service>/<name-in-kebab-case>, in lower case`,
      ...(suggestion === undefined ? {} : { hint: `How about \`${suggestion}\`?` }),
    };
  }
  if (known.rules.includes(id)) return { problem: `there is a rule \`${id}\` already`, hint: `It is in src/rules/${id}.ts.` };
  const [service = '', name = ''] = id.split('/');
  if (service === 'shared' || service === 'packs')
    return { problem: `src/rules/${service} holds no rules`, hint: 'Choose the name of a service.' };
  if (known.services.includes(service) || options.isNewService) return undefined;
  const meant = nearest(service, known.services);
  const other = meant === undefined ? didYouMean(service, known.services) : `Did you mean \`${meant}/${name}\`?`;
  return {
    problem: `there is no service \`${service}\` yet`,
    hint: [...(other === undefined ? [] : [other]), 'If it is a service of its own, say so with --new-service.'].join(' '),
  };
}

/** The id that was most likely meant: `S3/Bucket_Encrypted` → `s3/bucket-encrypted`. */
function suggestedId(id: string): string | undefined {
  const [service = '', ...rest] = id
    .replace(/^src\/rules\//, '')
    .replace(/\.ts$/, '')
    .split('/');
  const kebab = rest
    .join('-')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const suggestion = `${service.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}/${kebab}`;
  return ID.test(suggestion) && suggestion !== id ? suggestion : undefined;
}

/**
 * The source of a new rule. It compiles, and as long as something of it is not filled in, its test says what. `resourceType` is a first
 * guess.
 */
export function ruleSkeleton(id: string, resourceType: string | undefined): string {
  return `import { defineRule, must } from '../../engine/rule-api.ts';

export default defineRule({
  id: '${id}',
  title: '',
  severity: 'medium',
  category: 'operations',
  resources: [${resourceType === undefined ? '' : `'${resourceType}'`}],
  tier: 3,
  packs: [],
  crossReferences: {},
  rationale: '',
  remediation: '',
  messages: { off: '' },
  check: (resource) => must(resource.at('PropertyName').isTrue(), 'off'),
  examples: {
    pass: [],
    fail: [],
    unknown: [],
  },
});
`;
}
