import type { Pack } from '../shared/pack.ts';

export default {
  name: 'well-architected-reliability',
  title: 'Well-Architected: reliability',
  version: '1.0.0',
  description: 'Rules for the reliability pillar of the AWS Well-Architected Framework: backups, redundancy, recovery.',
} satisfies Pack;
