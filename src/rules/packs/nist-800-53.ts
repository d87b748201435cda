import type { Pack } from '../shared/pack.ts';

export default {
  name: 'nist-800-53',
  title: 'NIST SP 800-53',
  version: '1.0.0',
  description:
    'Rules that help to meet NIST SP 800-53, the security and privacy controls for information systems. It does not list the controls of the standard one by one.',
} satisfies Pack;
