import { expect, test } from 'vitest';
import { checkNewId } from '../../scripts/lib/rule-skeleton.ts';

const known = { rules: ['s3/bucket-versioning-enabled'], services: ['rds', 's3'] };

test.each([
  ['S3/Bucket_Has-AColour', 's3/bucket-has-acolour'],
  ['s3/bucketHasColour', 's3/bucket-has-colour'],
  ['src/rules/s3/bucket-has-colour.ts', 's3/bucket-has-colour'],
  ['s3/bucket/has-colour', 's3/bucket-has-colour'],
])('suggests an id for %s', (id, suggestion) => {
  expect(checkNewId(id, known, { isNewService: false })?.hint).toBe(`How about \`${suggestion}\`?`);
});

test.each(['', 's3', 's3/', '/x', '../../etc/passwd'])('refuses %j', (id) => {
  expect(checkNewId(id, known, { isNewService: true })?.problem).toContain('is no id of a rule');
});

test('suggests a service that is spelt nearly so', () => {
  expect(checkNewId('rdss/encrypted', known, { isNewService: false })?.hint).toContain('Did you mean `rds/encrypted`?');
});

test('keeps out of the folders that hold no rules', () => {
  expect(checkNewId('shared/helper', known, { isNewService: true })?.problem).toContain('holds no rules');
});
