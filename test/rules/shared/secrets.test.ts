import { describe, expect, it } from 'vitest';
import { decoded, findSecrets, secretTexts } from '../../../src/rules/shared/secrets.ts';

const first = (...pieces: readonly string[]) => {
  const [place] = findSecrets(pieces);
  return place === undefined ? undefined : { kind: place.kind, line: place.line };
};

const texts = (...pieces: readonly string[]) => secretTexts(pieces, findSecrets(pieces));

/** Text of a length with letters and digits, so that no whole token stands in this file. */
function filler(length: number): string {
  return 'a1B2c3D4e5F6g7H8'.repeat(20).slice(0, length);
}

const hex = (length: number): string => '0a1b2c3d4e5f6789'.repeat(8).slice(0, length);

const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('finds', () => {
  it.each([
    ['an AWS access key id', 'id=AKIAIOSFODNN7EXAMPLE'],
    ['an AWS access key id', '"ASIAIOSFODNN7EXAMPLE"'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['a private key', '-----BEGIN PRIVATE KEY-----'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['a private key', '-----BEGIN ENCRYPTED PRIVATE KEY-----'],
    ['a private key', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
    ['a GitHub token', `ghp_${filler(36)}`],
    ['a GitHub token', `github_pat_${filler(22)}_${filler(59)}`],
    ['a GitLab token', `glpat-${filler(20)}`],
    ['a Slack token', `xoxb-${filler(24)}`],
    ['a Slack webhook', `https://hooks.slack.com/services/T${'A1B2C3D4'}/B${'A1B2C3D4'}/${filler(24)}`],
    ['a Stripe key', `sk_live_${filler(24)}`],
    ['a Google API key', `AIza${filler(35)}`],
    ['an npm token', `npm_${filler(36)}`],
    ['a PyPI token', `pypi-AgE${filler(60)}`],
    ['a SendGrid key', `SG.${filler(22)}.${filler(43)}`],
    ['a Twilio key', `SK${hex(32)}`],
    ['a DigitalOcean token', `dop_v1_${hex(64)}`],
    ['a Docker Hub token', `dckr_pat_${filler(27)}`],
    ['a HashiCorp Vault token', `hvs.${filler(24)}`],
    ['an OpenAI key', `sk-proj-${filler(40)}T3BlbkFJ${filler(40)}`],
    ['an Anthropic key', `sk-ant-api03-${filler(80)}`],
    ['a Hugging Face token', `hf_${'aBcDeFgHiJ'.repeat(4).slice(0, 34)}`],
    ['a Shopify token', `shpat_${hex(32)}`],
    ['an Atlassian token', `ATATT3${filler(60)}`],
    ['an Azure storage key', `AccountName=x;AccountKey=${filler(86)}==;`],
  ])('%s in %s', (kind, text) => {
    expect(first(text)).toEqual({ kind, line: 1 });
    expect(first(`some words\nand ${text}\n`)).toEqual({ kind, line: 2 });
  });

  it.each([
    `AWS_SECRET_ACCESS_KEY=${SECRET_KEY}`,
    `aws_secret_access_key = ${SECRET_KEY}`,
    `export AWS_SECRET_ACCESS_KEY="${SECRET_KEY}"`,
    `"SecretAccessKey": "${SECRET_KEY}"`,
    `{\\"secretKey\\": \\"${SECRET_KEY}\\"}`,
    `client_secret: '${SECRET_KEY}'`,
    `'secret' => '${SECRET_KEY}'`,
    `Access Key: ${SECRET_KEY}`,
    `access-key:${SECRET_KEY}`,
    `aws configure set aws_secret_access_key ${SECRET_KEY} --profile x`,
    `SECRET=${SECRET_KEY.slice(0, 39)}=`,
  ])('a secret that is assigned in %s', (text) => {
    expect(first(text)).toEqual({ kind: 'an AWS secret access key', line: 1 });
  });
});

describe('does not take for a secret', () => {
  it.each([
    ['a longer word that holds a key id', 'XAKIAIOSFODNN7EXAMPLE'],
    ['a key id that goes on', 'AKIAIOSFODNN7EXAMPLE1'],
    ['a key id in lower case', 'akiaiosfodnn7example'],
    ['40 characters that nothing names', SECRET_KEY],
    ['a digest beside another name', `sha1=${hex(40)}`],
    ['a value that is too long', `secret=${filler(41)}`],
    ['a value that is too short', `secret=${filler(37)}`],
    ['a placeholder', `secret=${'X'.repeat(40)}`],
    ['the ARN of a secret', 'SecretArn: arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/app-AbCdEf'],
    ['a public key', '-----BEGIN PUBLIC KEY-----'],
    ['a certificate', '-----BEGIN CERTIFICATE-----'],
    ['a test key', `sk_test_${filler(24)}`],
    ['a word with a prefix of a token', 'npm_config_registry_for_all_the_packages_here'],
  ])('%s', (_, text) => {
    expect(first(text)).toBeUndefined();
  });

  it('what only makes a secret together with something that is not known', () => {
    expect(first('AKIAIOSFODNN', '7EXAMPLE')).toBeUndefined();
    expect(first('AWS_SECRET_ACCESS_KEY=', SECRET_KEY)).toBeUndefined();
  });
});

it('counts lines through the pieces and names the first secret', () => {
  const pieces = ['one\ntwo ', ' still two\nthree ghp_', `\n-----BEGIN PRIVATE KEY-----\nAKIAIOSFODNN7EXAMPLE`];
  expect(first(...pieces)).toEqual({ kind: 'a private key', line: 4 });
});

it('says nothing of the value', () => {
  expect(JSON.stringify(findSecrets([`secret=${SECRET_KEY}`]))).not.toContain(SECRET_KEY.slice(0, 8));
});

it('goes through text that is made to be slow', () => {
  const hostile = [
    'secret'.repeat(20_000),
    `secret${' '.repeat(100_000)}`,
    `access${'_access'.repeat(20_000)}`,
    '-----BEGIN '.repeat(10_000),
    `-----BEGIN ${'A '.repeat(50_000)}`,
    'sk-'.repeat(40_000),
    `sk-${'a'.repeat(100_000)}`,
    'AKIA'.repeat(25_000),
    'xoxb-'.repeat(20_000),
    'xoxb-1'.repeat(20_000),
    '-----BEGIN PRIVATE KEY-----'.repeat(3_000),
    '-----BEGIN PRIVATE KEY-----a '.repeat(3_000),
    'AKIAIOSFODNN7EXAMPLE '.repeat(5_000),
    '='.repeat(100_000),
  ];
  for (const text of hostile) for (const place of findSecrets([text])) expect(place.line).toBe(1);
  expect(decoded(`${'a'.repeat(50_000)}${' '.repeat(50_000)}!`)).toEqual([]);
});

describe('knows where the secrets stand', () => {
  it('of an assigned one, only the value', () => {
    expect(texts(`export AWS_SECRET_ACCESS_KEY="${SECRET_KEY}"; echo done`)).toEqual([SECRET_KEY]);
  });

  it('of a token, all of it', () => {
    expect(texts(`a ghp_${filler(36)} b`, `sk_live_${filler(60)}"`)).toEqual([`ghp_${filler(36)}`, `sk_live_${filler(60)}`]);
  });

  it('of a private key, its lines', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n    ${filler(64)}\n    ${filler(10)}==\n    -----END RSA PRIVATE KEY-----`;
    expect(texts(`cat > key <<EOF\n${key}\nEOF\nsystemctl start x`)).toEqual([key]);
    expect(texts(`-----BEGIN PRIVATE KEY-----\\n${filler(64)}\\n-----END PRIVATE KEY-----\\n`)).toEqual([
      `-----BEGIN PRIVATE KEY-----\\n${filler(64)}\\n-----END PRIVATE KEY-----`,
    ]);
  });

  it('every one of several, each once', () => {
    const text = `AKIAIOSFODNN7EXAMPLE\nsecret=${SECRET_KEY}\nAKIAIOSFODNN7EXAMPLF`;
    expect(findSecrets([text]).map((place) => place.line)).toEqual([1, 2, 3]);
    expect(texts(`secret=AKIAIOSFODNN7EXAMPLE`)).toEqual(['AKIAIOSFODNN7EXAMPLE']);
  });
});

describe('decoded', () => {
  it('reads Base64, broken into lines or not', () => {
    const text = '#!/bin/bash\necho hello';
    const encoded = Buffer.from(text).toString('base64');
    expect(decoded(encoded)).toEqual([text]);
    expect(decoded(`${encoded.slice(0, 12)}\n${encoded.slice(12)}\n`)).toEqual([text]);
  });

  it('gives nothing for other text', () => {
    expect(decoded('#!/bin/bash')).toEqual([]);
    expect(decoded('short')).toEqual([]);
  });
});
