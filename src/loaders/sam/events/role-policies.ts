import type { Json, JsonMap } from '../json.ts';

export function allow(action: Json, resource: Json | undefined): JsonMap {
  return { Action: action, Effect: 'Allow', Resource: resource ?? null };
}

/** An inline policy of a role without a version. */
export function inlinePolicy(name: string, statements: Json[]): JsonMap {
  return { PolicyName: name, PolicyDocument: { Statement: statements } };
}

export function sendMessagePolicy(id: string, queue: Json | undefined): JsonMap {
  return inlinePolicy(`${id}SQSPolicy`, [allow('sqs:SendMessage', queue)]);
}

export function publishPolicy(id: string, topic: Json | undefined): JsonMap {
  return inlinePolicy(`${id}SNSPolicy`, [allow('sns:publish', topic)]);
}

export function putObjectPolicy(id: string, bucket: Json | undefined): JsonMap {
  const objects = { 'Fn::Join': ['/', [bucket ?? null, '*']] };
  return inlinePolicy(`${id}S3Policy`, [allow('s3:PutObject', objects), allow('s3:ListBucket', bucket)]);
}

export function invokeFunctionPolicy(id: string, lambda: Json): JsonMap {
  return inlinePolicy(`${id}LambdaPolicy`, [allow('lambda:InvokeFunction', lambda)]);
}

export function startExecutionPolicy(id: string, stateMachine: Json): JsonMap {
  return inlinePolicy(`${id}StartExecutionPolicy`, [allow('states:StartExecution', stateMachine)]);
}

/** What a queue says about who may send to it. */
export function queuePolicyDocument(principal: Json, source: Json | undefined, queue: Json): JsonMap {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Action: 'sqs:SendMessage',
        Effect: 'Allow',
        Principal: principal,
        Resource: queue,
        Condition: { ArnEquals: { 'aws:SourceArn': source } },
      },
    ],
  };
}
