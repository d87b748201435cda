import type { Known } from '../../src/config/types.ts';
import type { RuleSummary } from '../../src/model/rule.ts';
import type { Severity } from '../../src/model/severity.ts';

function rule(id: string, severity: Severity, aliases: readonly string[] = []): RuleSummary {
  const crossReferences = { checkov: [], cfnGuard: [], cdkNag: [], cfnNag: [], trivy: [], securityHub: [], cis: [], conformity: [] };
  return {
    id,
    title: id,
    severity,
    category: 'encryption',
    resourceTypes: ['AWS::S3::Bucket'],
    packs: ['cis'],
    crossReferences,
    tier: 1,
    aliases,
  };
}

/** A small catalogue. */
export const KNOWN: Known = {
  rules: [
    rule('s3/bucket-encryption-enabled', 'high', ['s3/encrypted']),
    rule('s3/bucket-versioning-enabled', 'medium'),
    rule('iam/no-star-action', 'critical'),
  ],
  packs: ['all', 'recommended', 'cis', 'pci-dss'],
};
