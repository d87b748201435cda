import type { Pack } from '../shared/pack.ts';

export default {
  name: 'pci-dss',
  title: 'PCI DSS',
  version: '1.0.0',
  description:
    'Rules that help to meet PCI DSS, the data security standard of the payment card industry. It does not list the requirements of the standard one by one.',
} satisfies Pack;
