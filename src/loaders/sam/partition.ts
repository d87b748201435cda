const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-iso-', 'aws-iso'],
  ['us-isob', 'aws-iso-b'],
  ['us-gov', 'aws-us-gov'],
  ['eu-isoe', 'aws-iso-e'],
  ['us-isof', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/** The partition that a region belongs to: `aws-cn` for `cn-north-1`. */
export function partitionName(region: string): string {
  const name = region.toLowerCase();
  return PARTITIONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'aws';
}

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  /** With what its service puts before it: `table/Orders`. */
  readonly resource: string;
  /** Without one it is `${AWS::Region}`; an empty text leaves it out. */
  readonly region?: string | undefined;
  /** Whether `${AWS::AccountId}` is a part of it; `true` when not said. */
  readonly account?: boolean | undefined;
}

/** An ARN in the form that `Fn::Sub` completes: `arn:aws:iot:${AWS::Region}:${AWS::AccountId}:rule/Orders`. */
export function arn({ partition, service, resource, region = '${AWS::Region}', account = true }: ArnParts): string {
  return `arn:${partition}:${service}:${region}:${account ? '${AWS::AccountId}:' : ''}${resource}`;
}

/** The ARN of a policy that AWS manages: `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
export function managedPolicyArn(region: string, name: string): string {
  return `arn:${partitionName(region)}:iam::aws:policy/${name}`;
}

/** Whether REST APIs of a region are edge optimised when they say nothing. */
export function hasEdgeEndpoints(region: string): boolean {
  const partition = partitionName(region);
  return !partition.startsWith('aws-iso') && !['aws-us-gov', 'aws-cn', 'aws-eusc'].includes(partition);
}
