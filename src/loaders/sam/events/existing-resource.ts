import { wrongResource } from '../errors.ts';
import { get, has, isMap, type JsonMap } from '../json.ts';
import { checkProperties, type PropertyTable, passThrough } from '../properties.ts';
import { pythonText } from '../python-text.ts';
import { type CfnResource, cfn, ownAttributes } from '../resource.ts';

/** The resources that events change: what they are called, and what of them the transform of AWS knows. It refuses everything else. */
const KNOWN = {
  'AWS::S3::Bucket': tableOf(
    'AccessControl',
    'AccelerateConfiguration',
    'AnalyticsConfigurations',
    'BucketEncryption',
    'BucketName',
    'CorsConfiguration',
    'IntelligentTieringConfigurations',
    'InventoryConfigurations',
    'LifecycleConfiguration',
    'LoggingConfiguration',
    'MetricsConfigurations',
    'NotificationConfiguration',
    'ObjectLockConfiguration',
    'ObjectLockEnabled',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'ReplicationConfiguration',
    'Tags',
    'VersioningConfiguration',
    'WebsiteConfiguration',
  ),
  'AWS::Cognito::UserPool': tableOf(
    'AccountRecoverySetting',
    'AdminCreateUserConfig',
    'AliasAttributes',
    'AutoVerifiedAttributes',
    'DeletionProtection',
    'DeviceConfiguration',
    'EmailAuthenticationMessage',
    'EmailAuthenticationSubject',
    'EmailConfiguration',
    'EmailVerificationMessage',
    'EmailVerificationSubject',
    'EnabledMfas',
    'LambdaConfig',
    'MfaConfiguration',
    'Policies',
    'Schema',
    'SmsAuthenticationMessage',
    'SmsConfiguration',
    'SmsVerificationMessage',
    'UserAttributeUpdateSettings',
    'UsernameAttributes',
    'UsernameConfiguration',
    'UserPoolAddOns',
    'UserPoolName',
    'UserPoolTags',
    'UserPoolTier',
    'VerificationMessageTemplate',
    'WebAuthnRelyingPartyID',
    'WebAuthnUserVerification',
  ),
} satisfies Record<string, PropertyTable>;

function tableOf(...names: readonly string[]): PropertyTable {
  return Object.fromEntries(names.map((name) => [name, passThrough()]));
}

/** A resource of the template that an event changed, as what the transform makes of it. Throws `SamError` when it is of another type. */
export function existingResource(type: keyof typeof KNOWN, id: string, body: JsonMap): CfnResource {
  if (!has(body, 'Type')) throw wrongResource(id, "Resource dict missing key 'Type'.");
  if (get(body, 'Type') !== type) {
    const detail = `Resource has incorrect Type; expected '${type}', got '${pythonText(get(body, 'Type'))}'`;
    throw wrongResource(id, detail, ['Type']);
  }
  const properties = get(body, 'Properties') ?? {};
  if (!isMap(properties)) throw wrongResource(id, 'Properties of a resource must be an object.', ['Properties']);
  checkProperties({ id, type, properties }, KNOWN[type]);
  return cfn(type, id, {
    attributes: ownAttributes({ id, type, properties, body }),
    dependsOn: get(body, 'DependsOn'),
    properties,
    from: { id, path: [] },
  });
}
