import {
  all,
  any,
  defineRule,
  fail,
  isFalse,
  isTrue,
  must,
  mustNot,
  not,
  type Property,
  type Resource,
  type Truth,
  type Verdict,
} from '../../engine/rule-api.ts';

type Message = 'noEngine' | 'unset' | 'default';

const isPort = (port: Property, number: number) => () => port.testNumber((found) => found === number);

function checkInstance(instance: Resource): Verdict<Message> {
  const engine = instance.at('Engine');
  const port = instance.at('Port');
  if (isTrue(engine.isAbsent())) return fail('noEngine', engine);
  if (!isFalse(port.isAbsent())) {
    const hasPortOfItsOwn = not(engine.contains('aurora', { ignoreCase: true }));
    return mustNot(all(hasPortOfItsOwn, port.isAbsent()), 'unset', { at: port });
  }
  const isDefault = any(
    all(engine.oneOf(['mariadb', 'mysql'], { ignoreCase: true }), isPort(port, 3306)),
    all(engine.equals('postgres', { ignoreCase: true }), isPort(port, 5432)),
    all(engine.contains('oracle', { ignoreCase: true }), isPort(port, 1521)),
    all(engine.contains('sqlserver', { ignoreCase: true }), isPort(port, 1433)),
  );
  return mustNot(isDefault, 'default', { at: port });
}

function checkCluster(cluster: Resource): Verdict<Message> {
  const engine = cluster.at('Engine');
  const port = cluster.at('Port');
  const isSet: Truth = port.isSet();
  if (!isTrue(isSet)) return must(isSet, 'unset', { at: port });
  const mode = cluster.at('EngineMode');
  const isProvisioned = any(mode.isAbsent(), () => mode.equals('provisioned', { ignoreCase: true }));
  const isDefault = any(
    // The service default of a provisioned cluster is 3306 whatever its engine is.
    all(isProvisioned, engine.contains('aurora', { ignoreCase: true }), isPort(port, 3306)),
    all(not(isProvisioned), engine.oneOf(['aurora', 'aurora-mysql'], { ignoreCase: true }), isPort(port, 3306)),
    all(not(isProvisioned), engine.equals('aurora-postgresql', { ignoreCase: true }), isPort(port, 5432)),
  );
  return mustNot(isDefault, 'default', { at: port });
}

export default defineRule({
  id: 'rds/non-default-port',
  title: 'RDS databases listen on a port other than the default of their engine',
  severity: 'info',
  category: 'network',
  resources: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  tier: 1,
  packs: ['aws-fsbp', 'nist-800-53'],
  crossReferences: {
    cdkNag: ['RDSNonDefaultPort', 'AwsSolutions-RDS11'],
    securityHub: ['RDS.23'],
    conformity: ['RDS-011'],
  },
  rationale: 'Scans and worms try the well-known ports first. Another port hides little from anybody who looks, but keeps the noise away.',
  remediation: 'Set Port to a number that is not the default of the engine, and allow it in the security groups.',
  messages: {
    noEngine: 'the engine, and so its default port, is not stated',
    unset: 'the database listens on the default port of its engine, as Port is not set',
    default: 'the database listens on the default port of its engine ({found})',
  },
  check: (database) => (database.type === 'AWS::RDS::DBCluster' ? checkCluster(database) : checkInstance(database)),
  examples: {
    pass: [
      { name: 'another port', properties: { Engine: 'mysql', Port: '3307' } },
      { name: 'the default port of another engine', properties: { Engine: 'postgres', Port: 3306 } },
      {
        name: 'a port that no engine has as its default',
        properties: { Engine: { Ref: 'Engine' }, Port: 7000 },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
      { name: 'a member of an Aurora cluster', properties: { Engine: 'aurora-mysql' } },
      { name: 'a cluster on another port', type: 'AWS::RDS::DBCluster', properties: { Engine: 'aurora-mysql', Port: 3307 } },
      {
        name: 'a provisioned Aurora PostgreSQL cluster, whose service default is 3306',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-postgresql', Port: 5432 },
      },
      {
        name: 'a serverless Aurora PostgreSQL cluster on another port',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-postgresql', EngineMode: 'serverless', Port: 3306 },
      },
      { name: 'a Multi-AZ cluster', type: 'AWS::RDS::DBCluster', properties: { Engine: 'postgres', Port: 5432 } },
    ],
    fail: [
      { name: 'no engine', properties: { Port: 3307 }, expect: [{ message: 'noEngine', path: '/Engine' }] },
      { name: 'no port', properties: { Engine: 'mysql' }, expect: [{ message: 'unset', path: '/Port' }] },
      { name: 'MySQL', properties: { Engine: 'mysql', Port: '3306' }, expect: [{ message: 'default', path: '/Port' }] },
      { name: 'MariaDB', properties: { Engine: 'MariaDB', Port: 3306 }, expect: [{ message: 'default', path: '/Port' }] },
      { name: 'PostgreSQL', properties: { Engine: 'postgres', Port: 5432 }, expect: [{ message: 'default', path: '/Port' }] },
      { name: 'Oracle', properties: { Engine: 'oracle-se2', Port: 1521 }, expect: [{ message: 'default', path: '/Port' }] },
      { name: 'SQL Server', properties: { Engine: 'sqlserver-ex', Port: 1433 }, expect: [{ message: 'default', path: '/Port' }] },
      {
        name: 'a cluster without a port',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-mysql' },
        expect: [{ message: 'unset', path: '/Port' }],
      },
      {
        name: 'a cluster on the default port',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-postgresql', EngineMode: 'provisioned', Port: 3306 },
        expect: [{ message: 'default', path: '/Port' }],
      },
      {
        name: 'a serverless MySQL cluster',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora', EngineMode: 'serverless', Port: 3306 },
        expect: [{ message: 'default', path: '/Port' }],
      },
      {
        name: 'a serverless PostgreSQL cluster',
        type: 'AWS::RDS::DBCluster',
        properties: { Engine: 'aurora-postgresql', EngineMode: 'serverless', Port: 5432 },
        expect: [{ message: 'default', path: '/Port' }],
      },
    ],
    unknown: [
      {
        name: 'the port comes from a parameter',
        properties: { Engine: 'mysql', Port: { Ref: 'Port' } },
        template: { Parameters: { Port: { Type: 'Number' } } },
      },
      {
        name: 'the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' }, Port: 5432 },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
      {
        name: 'no port, and the engine comes from a parameter',
        properties: { Engine: { Ref: 'Engine' } },
        template: { Parameters: { Engine: { Type: 'String' } } },
      },
    ],
  },
});
