import type { Pack } from '../shared/pack.ts';

export default {
  name: 'security-core',
  title: 'Core security',
  version: '1.0.0',
  description:
    'Faults that open a system or give away secrets: public access, missing encryption, too wide permissions, secrets in templates.',
} satisfies Pack;
