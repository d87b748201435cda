import { any, type Resource, type Truth } from '../../engine/rule-api.ts';

/**
 * Whether a DB instance belongs to a cluster, which then carries its storage, backups, logs and protection: it names its cluster, or
 * its engine is an Aurora one.
 */
export function belongsToCluster(instance: Resource): Truth {
  return any(instance.at('DBClusterIdentifier').isNonEmpty(), () => instance.at('Engine').startsWith('aurora', { ignoreCase: true }));
}

/** Whether a DB instance is a read replica, which takes much of its configuration from its source. */
export function isReadReplica(instance: Resource): Truth {
  return any(instance.at('SourceDBInstanceIdentifier').isNonEmpty(), () => instance.at('SourceDBClusterIdentifier').isNonEmpty());
}
