import { any, type Resource, type Truth, truth } from '../../engine/rule-api.ts';

/**
 * Whether a DB instance belongs to a cluster, which then carries its storage, backups, logs and protection: it names its cluster, or
 * its engine is an Aurora one.
 */
export function belongsToCluster(instance: Resource): Truth {
  return any(instance.at('DBClusterIdentifier').isNonEmpty(), () =>
    isEngineOfClusters(instance.at('Engine').startsWith('aurora', { ignoreCase: true })),
  );
}

/**
 * What is said of an engine that only clusters have, for an instance that names no cluster. RDS creates no such instance, so that an
 * engine that is not known is another one wherever the template can be deployed.
 */
export function isEngineOfClusters(engine: Truth): Truth {
  return engine.is === 'unknown' ? truth(false) : engine;
}

/** Whether a DB instance is a read replica, which takes much of its configuration from its source. */
export function isReadReplica(instance: Resource): Truth {
  return any(instance.at('SourceDBInstanceIdentifier').isNonEmpty(), () => instance.at('SourceDBClusterIdentifier').isNonEmpty());
}
