import { describe, expect, it } from 'vitest';
import { refused, transformed } from './transformed.ts';

describe('a SAM capacity provider', () => {
  it('has a role and says how it scales', () => {
    const { at } = transformed(
      'Resources: { Fleet: { Type: AWS::Serverless::CapacityProvider, Properties: { VpcConfig: { SubnetIds: [subnet-1] }, ScalingConfig: { AverageCPUUtilization: 70 } } } }',
      'cn-north-1',
    );
    expect(at('Fleet', 'Properties')).toEqual({
      VpcConfig: { SubnetIds: ['subnet-1'] },
      PermissionsConfig: { CapacityProviderOperatorRoleArn: { 'Fn::GetAtt': ['FleetOperatorRole', 'Arn'] } },
      Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
      CapacityProviderScalingConfig: {
        ScalingMode: 'Manual',
        ScalingPolicies: [{ PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization', TargetValue: 70 }],
      },
    });
    expect(at('FleetOperatorRole', 'Properties.ManagedPolicyArns')).toEqual([
      'arn:aws-cn:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator',
    ]);
  });

  it('names all that is wrong in it', () => {
    expect(refused('Resources: { Fleet: { Type: AWS::Serverless::CapacityProvider, Properties: { VpcConfig: { Subnets: a } } } }')).toEqual(
      [
        "Fleet Properties.VpcConfig.SubnetIds: Resource with id [Fleet] is invalid. Property 'VpcConfig.SubnetIds' is required. Property 'VpcConfig.Subnets' is an invalid property.",
      ],
    );
  });
});

describe('a SAM web function', () => {
  it('becomes a function, a revision and an endpoint in the regions that are meant', () => {
    const { at, ids } = transformed(
      "Resources: { Web: { Type: AWS::Serverless::WebFunction, Properties: { AuthType: IamAuth, Runtime: nodejs22.x, CodeUri: 's3://code/web.zip', ReplicaRegions: { IncludeRegions: [US, eu-west-1], ExcludeRegions: [us-west-1] } } } }",
    );
    expect(ids('AWS::Lambda::WebFunctionRevision')).toEqual(['WebRevision']);
    expect(at('WebEndpoint', 'Properties.Regions')).toEqual(['eu-west-1', 'us-east-1', 'us-east-2', 'us-west-2']);
    expect(at('WebEndpoint', 'DependsOn')).toEqual(['Web', 'WebRevision']);
  });

  it('writes numbers of variables as they are written', () => {
    const { at } = transformed(
      "Resources: { Web: { Type: AWS::Serverless::WebFunction, Properties: { AuthType: IamAuth, Runtime: nodejs22.x, CodeUri: 's3://code/web.zip', EnvironmentVariables: { A: 1, B: 1.0, C: 1.50, D: true } } } }",
    );
    expect(at('WebRevision', 'Properties.ServiceConfig.EnvironmentVariables')).toEqual({ A: '1', B: '1.0', C: '1.5', D: 'true' });
  });
});

describe('a SAM image of micro VMs', () => {
  it('is built by a role that reads the bucket of its code', () => {
    const { at } = transformed(
      "Resources: { Vm: { Type: AWS::Serverless::MicrovmImage, Properties: { Name: vm, CodeUri: !Sub 's3://${Stage}/vm.zip', BaseImageArn: base, BaseImageVersion: '1' } } }",
    );
    expect(at('VmBuildRole', 'Properties.Policies.0.PolicyDocument.Statement.0.Resource')).toEqual({
      'Fn::Sub': [
        'arn:${AWS::Partition}:s3:::${Bucket}/*',
        { Bucket: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::Sub': 's3://prod/vm.zip' }] }] } },
      ],
    });
  });
});
