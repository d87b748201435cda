import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineRule, fail } from '../../../src/engine/rule-api.ts';
import { type Finding, runRule } from '../../../src/engine/runner.ts';
import { instantiate } from '../../../src/engine/stack.ts';
import { Loader } from '../../../src/loaders/load.ts';
import { forEachIngress, INGRESS_TYPES } from '../../../src/rules/shared/ingress.ts';

const PORTS = [22, 80, 443];

const rule = defineRule({
  id: 'test/ingress',
  title: 'No port is open',
  severity: 'high',
  category: 'public-access',
  resources: INGRESS_TYPES,
  tier: 1,
  packs: [],
  crossReferences: {},
  rationale: 'A test.',
  remediation: 'A test.',
  messages: { open: '{ports}' },
  check: (group) => forEachIngress(group, PORTS, ({ source, ports }) => fail('open', source, { data: { ports: ports.join(' ') } })),
  examples: { pass: [], fail: [] },
});

function judge(ingress: Readonly<Record<string, unknown>>): readonly Finding[] {
  const template = {
    Parameters: { Open: { Type: 'String' } },
    Resources: { Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress: [ingress] } } },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(template));
  const reader = { read: () => undefined, isFile: () => false, isFolder: () => false, problem: () => 'does not exist' };
  const [unit] = new Loader([{ path: 'template.json', bytes, named: true }], reader).load({}).units;
  if (unit === undefined) throw new Error('the template does not load');
  const instance = instantiate(unit, { parameters: {} });
  const group = instance.byKey.get('Group');
  if (group === undefined) throw new Error('the template has no group');
  return runRule(rule, group, instance, { options: undefined, severity: undefined, budget: { steps: 100_000 } });
}

const OPEN = { Ref: 'Open' };

/** What a port or protocol may turn out to be; no other value tells more rules apart. */
const PORT_FILLINGS = [undefined, -1, 0, 22, 23, 80, 443, 65535];
const PROTOCOL_FILLINGS = ['-1', 'tcp', 'udp', 'icmp', '6', '50'];

interface Known {
  readonly protocol: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** The requirement, word by word, for values that are all known. */
function covers({ protocol, from, to }: Known, port: number): boolean {
  if (protocol === '-1') return true;
  if (!['tcp', '6', 'udp', '17'].includes(protocol)) return false;
  if (from === undefined && to === undefined) return true;
  if (from === -1 || to === -1) return true;
  return from !== undefined && to !== undefined && from <= port && port <= to;
}

describe('forEachIngress', () => {
  const port = fc.oneof(fc.constantFrom(...PORT_FILLINGS), fc.constant(OPEN));
  const protocol = fc.oneof(fc.constantFrom(...PROTOCOL_FILLINGS), fc.constant(OPEN));

  it('fails only when every filling of what is open does, and passes only when none does', () => {
    fc.assert(
      fc.property(protocol, port, port, fc.boolean(), (ipProtocol, from, to, asText) => {
        const written = (value: typeof from): unknown => (asText && typeof value === 'number' ? String(value) : value);
        const [finding, ...more] = judge({ IpProtocol: ipProtocol, FromPort: written(from), ToPort: written(to), CidrIp: '0.0.0.0/0' });
        expect(more).toEqual([]);
        const fillings: Known[] = [];
        // A key that is given by a parameter is there, whatever its value.
        const numbers = PORT_FILLINGS.filter((value) => value !== undefined);
        for (const filledProtocol of typeof ipProtocol === 'string' ? [ipProtocol] : PROTOCOL_FILLINGS)
          for (const filledFrom of typeof from === 'object' ? numbers : [from])
            for (const filledTo of typeof to === 'object' ? numbers : [to])
              fillings.push({ protocol: filledProtocol, from: filledFrom, to: filledTo });
        const answers = PORTS.map((one) => fillings.map((filling) => covers(filling, one)));
        const certain = PORTS.filter((_, index) => answers[index]?.every((covered) => covered));
        const possible = PORTS.filter((_, index) => answers[index]?.some((covered) => covered));
        if (finding?.status === 'fail') {
          for (const named of finding.message.split(' ')) expect(certain).toContain(Number(named));
        } else if (finding?.status === 'pass') expect(possible).toEqual([]);
        else expect(possible.length).toBeGreaterThan(0);
        if (fillings.length === 1) expect(finding?.status).toBe(possible.length > 0 ? 'fail' : 'pass');
      }),
      { numRuns: 300 },
    );
  });

  it.each(['0.0.0.0/0', '10.0.0.0/0', '0.0.0.0/00', '::/0', '::0/0', '0000:0000:0000:0000:0000:0000:0000:0000/0'])(
    '%s is every address',
    (cidr) => {
      expect(judge({ IpProtocol: '-1', CidrIp: cidr })[0]?.status).toBe('fail');
      expect(judge({ IpProtocol: '-1', CidrIpv6: cidr })[0]?.status).toBe('fail');
    },
  );

  it.each(['0.0.0.0/1', '0.0.0.0/10', '::/10', '0.0.0.0', 'anywhere', '', '0.0.0.0/8', '/', '/32'])('%s is not every address', (cidr) => {
    expect(judge({ IpProtocol: '-1', CidrIp: cidr })[0]?.status).toBe('pass');
  });

  it.each([
    ['${Open}/0', 'fail'],
    ['${Open}/10', 'pass'],
    ['${Open}0', 'pass'],
    ['0.0.0.0/${Open}', 'pass'],
    ['${Open}', 'pass'],
  ])('%s, partly known: %s', (cidr, status) => {
    expect(judge({ IpProtocol: '-1', CidrIp: { 'Fn::Sub': cidr } })[0]?.status).toBe(status);
  });
});
