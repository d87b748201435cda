import type { Pack } from '../shared/pack.ts';

export default {
  name: 'recommended',
  title: 'Recommended',
  version: '1.0.0',
  description: 'What applies without any other choice: rules that several tools, or one tool and AWS itself, hold to matter.',
} satisfies Pack;
