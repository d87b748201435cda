import type { Pack } from '../shared/pack.ts';

export default {
  name: 'well-architected-cost',
  title: 'Well-Architected: cost optimization',
  version: '1.0.0',
  description: 'Rules for the cost optimization pillar of the AWS Well-Architected Framework: what is paid for and not used.',
} satisfies Pack;
