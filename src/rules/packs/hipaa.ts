import type { Pack } from '../shared/pack.ts';

export default {
  name: 'hipaa',
  title: 'HIPAA Security Rule',
  version: '1.0.0',
  description:
    'Rules that help to meet the HIPAA Security Rule for health information. It does not list the safeguards of the rule one by one.',
} satisfies Pack;
