import type { Pack } from '../shared/pack.ts';

export default {
  name: 'serverless',
  title: 'Serverless applications',
  version: '1.0.0',
  description: 'What matters to applications made of functions, APIs, queues, events and tables.',
} satisfies Pack;
