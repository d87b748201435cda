import {
  all,
  any,
  forEach,
  isTrue,
  type Property,
  pass,
  type Resource,
  type Truth,
  truth,
  unknown,
  type Verdict,
  type Verdicts,
} from '../../engine/rule-api.ts';
import { orPass } from './lists.ts';

/** The types of resources that hold ingress rules of security groups. */
export const INGRESS_TYPES: readonly string[] = ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'];

/** An ingress rule that lets every address in to some of the ports that were asked for. */
export interface OpenIngress {
  /** The address block that is open. */
  readonly source: Property;
  /** In the order that they were asked for. */
  readonly ports: readonly number[];
}

/**
 * Asks each ingress rule of a security group, or the one that the resource is, whether it opens some of the ports to every address:
 * one verdict per rule. Whether a port is covered may be unknown; an address block that is not known is not open.
 */
export function forEachIngress<Key extends string>(
  resource: Resource,
  ports: readonly number[],
  whenOpen: (open: OpenIngress) => Verdict<Key>,
): Verdicts<Key> {
  const judge = (rule: Property): Verdict<Key> => {
    const source = openSource(rule);
    if (source === undefined) return hiddenRule(rule) ?? pass(sourceOf(rule), takenAsClosed(rule));
    const answers = ports.map((port) => ({ port, covered: coversPort(rule, port) }));
    const covered = answers.filter((answer) => isTrue(answer.covered)).map((answer) => answer.port);
    if (covered.length > 0) return whenOpen({ source, ports: covered });
    const open = answers.find((answer) => answer.covered.is === 'unknown');
    return open === undefined ? pass(source) : unknown(open.covered, source);
  };
  if (resource.type === 'AWS::EC2::SecurityGroupIngress') return judge(resource.properties);
  const list = resource.at('SecurityGroupIngress');
  return orPass(forEach(list, judge), list);
}

/** That an address block which cannot be known is taken for one that is not open, so that a pass which rests on it can be told. */
function takenAsClosed(rule: Property): string | undefined {
  const hidden = [rule.child('CidrIp'), rule.child('CidrIpv6')].find((cidr) => isEveryAddress(cidr).is === 'unknown');
  return hidden === undefined ? undefined : `${hidden.describe()} not being open to every address`;
}

/** The address block of a rule that means every address, whatever the spelling: its prefix length is 0. */
export function openSource(rule: Property): Property | undefined {
  return [rule.child('CidrIp'), rule.child('CidrIpv6')].find((cidr) => isTrue(isEveryAddress(cidr)));
}

/** An address block that is not known is not open; a rule that is not known, or that a macro completes, may be. */
function hiddenRule(rule: Property): Verdict<never> | undefined {
  const { value } = rule;
  if (value.kind === 'absent') return undefined;
  if (value.kind !== 'map') return unknown(`${rule.describe()} in place of an ingress rule`, rule);
  return value.open === undefined ? undefined : unknown(value.open, rule);
}

function sourceOf(rule: Property): Property {
  return [rule.child('CidrIp'), rule.child('CidrIpv6')].find((cidr) => isTrue(cidr.isSet())) ?? rule;
}

function isEveryAddress(cidr: Property): Truth {
  const { value } = cidr;
  // Of `${Address}/0` the prefix length is known, and the address before it then means nothing.
  const tail = value.kind === 'partial' ? value.pieces.at(-1) : undefined;
  return typeof tail === 'string' ? truth(PREFIX_LENGTH_0.test(tail), cidr) : cidr.test((text) => PREFIX_LENGTH_0.test(text));
}

const PREFIX_LENGTH_0 = /\/0+\s*$/;

/** Whether a rule covers a TCP or UDP port. Both ports left out, or one of them -1, means all ports. */
export function coversPort(rule: Property, port: number): Truth {
  const protocol = rule.child('IpProtocol');
  const from = rule.child('FromPort');
  const to = rule.child('ToPort');
  return any(protocol.equals('-1'), () =>
    all(
      protocol.oneOf(['tcp', '6', 'udp', '17'], { ignoreCase: true }),
      any(
        all(
          from.testNumber((number) => number <= port),
          to.testNumber((number) => number >= port),
        ),
        from.testNumber((number) => number === -1),
        to.testNumber((number) => number === -1),
        all(from.isAbsent(), to.isAbsent()),
      ),
    ),
  );
}
