import type { Pack } from '../shared/pack.ts';
import all from './all.ts';
import awsFsbp from './aws-fsbp.ts';
import cis from './cis.ts';
import hipaa from './hipaa.ts';
import nist80053 from './nist-800-53.ts';
import pciDss from './pci-dss.ts';
import recommended from './recommended.ts';
import securityCore from './security-core.ts';
import serverless from './serverless.ts';
import wellArchitectedCost from './well-architected-cost.ts';
import wellArchitectedReliability from './well-architected-reliability.ts';

/** Every pack: first those that cut across, then the others by name. */
export const PACKS: readonly Pack[] = [
  recommended,
  all,
  awsFsbp,
  cis,
  hipaa,
  nist80053,
  pciDss,
  securityCore,
  serverless,
  wellArchitectedCost,
  wellArchitectedReliability,
];

/** The pack of a name. */
export function findPack(name: string): Pack | undefined {
  return PACKS.find((pack) => pack.name === name);
}
