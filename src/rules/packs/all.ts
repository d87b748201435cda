import type { Pack } from '../shared/pack.ts';

export default {
  name: 'all',
  title: 'All rules',
  version: '1.0.0',
  description: 'Every rule there is, good practice that few ask for included.',
} satisfies Pack;
