import type { Property } from '../../engine/rule-api.ts';

/** A secret in a text: what it is and where, without the secret itself. */
export interface SecretPlace {
  /** In words, with an article: `an AWS access key id`. */
  readonly kind: string;
  /** 1-based, in the text. */
  readonly line: number;
  /** The index of the piece of the text that it stands in, and from where to where in it; the end is exclusive. */
  readonly piece: number;
  readonly start: number;
  readonly end: number;
}

interface SecretPattern {
  readonly kind: string;
  /** Without nested or adjacent open-ended repetitions, so that it takes time linear in the text. */
  readonly pattern: RegExp;
  /** A further test of the value, which is the first group; sorts out words and placeholders. */
  readonly accepts?: (value: string) => boolean;
  /** Sticky: what belongs to the secret behind the match. */
  readonly rest?: RegExp;
  /** Only the value is the secret, and stands at the end of the match. */
  readonly isAssigned?: boolean;
}

/** Tokens may be longer than what tells them from words; with a limit, so that many in one word do not each look to its end. */
const TOKEN_REST = /[A-Za-z0-9_-]{0,256}/y;

/** The lines of a key, in a script or in a text with escaped line breaks. */
const KEY_REST = /[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z0-9 ]{1,60}-----)?/y;

const hasLetterAndDigit = (value: string): boolean => /[A-Za-z]/.test(value) && /[0-9]/.test(value);

const PATTERNS: readonly SecretPattern[] = [
  { kind: 'an AWS access key id', pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g },
  {
    kind: 'an AWS secret access key',
    // A name that holds `secret` or `access key`, something that assigns, and 40 characters of Base64; the name may be quoted.
    pattern:
      /(?:secret|access[ _.-]?key)[A-Za-z0-9_.-]{0,40}\\{0,2}["']?(?:\s{0,8}(?:=>|:=|=|:)\s{0,8}|[ \t]{1,8})\\{0,2}["']?([A-Za-z0-9/+]{38}(?:[A-Za-z0-9/+]{2}|[A-Za-z0-9/+]=|==))(?![A-Za-z0-9/+=])/gi,
    accepts: hasLetterAndDigit,
    isAssigned: true,
  },
  { kind: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g, rest: KEY_REST },
  { kind: 'a GitHub token', pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})/g },
  { kind: 'a GitLab token', pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|cbt|soat)-([A-Za-z0-9_-]{20})/g, accepts: hasLetterAndDigit },
  { kind: 'a Slack token', pattern: /(?<![A-Za-z0-9])xox[abeoprs]-([A-Za-z0-9-]{20})/g, accepts: hasLetterAndDigit },
  { kind: 'a Slack webhook', pattern: /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{5,16}\/[AB][A-Z0-9]{5,16}\/[A-Za-z0-9]{16}/g },
  { kind: 'a Stripe key', pattern: /(?<![A-Za-z0-9])(?:sk|rk)_live_[A-Za-z0-9]{16}/g },
  { kind: 'a Google API key', pattern: /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { kind: 'an npm token', pattern: /(?<![A-Za-z0-9])npm_([A-Za-z0-9]{36})(?![A-Za-z0-9])/g, accepts: hasLetterAndDigit },
  { kind: 'a PyPI token', pattern: /(?<![A-Za-z0-9])pypi-AgE[A-Za-z0-9_-]{50}/g },
  { kind: 'a SendGrid key', pattern: /(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g },
  { kind: 'a Twilio key', pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  { kind: 'a DigitalOcean token', pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}(?![A-Za-z0-9])/g },
  { kind: 'a Docker Hub token', pattern: /(?<![A-Za-z0-9])dckr_pat_[A-Za-z0-9_-]{27}/g },
  { kind: 'a HashiCorp Vault token', pattern: /(?<![A-Za-z0-9])hv[sb]\.([A-Za-z0-9_-]{24})/g, accepts: hasLetterAndDigit },
  { kind: 'an OpenAI key', pattern: /(?<![A-Za-z0-9])sk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{20,74}T3BlbkFJ[A-Za-z0-9_-]{20}/g },
  { kind: 'an Anthropic key', pattern: /(?<![A-Za-z0-9])sk-ant-(?:api|admin)[0-9]{2}-[A-Za-z0-9_-]{40}/g },
  { kind: 'a Hugging Face token', pattern: /(?<![A-Za-z0-9])hf_([A-Za-z]{34})(?![A-Za-z0-9])/g },
  { kind: 'a Shopify token', pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}(?![A-Za-z0-9])/g },
  { kind: 'an Atlassian token', pattern: /(?<![A-Za-z0-9])ATATT3[A-Za-z0-9_-]{40}/g },
  { kind: 'an Azure storage key', pattern: /AccountKey=[A-Za-z0-9/+]{86}==/g },
];

/**
 * The secrets in a text that is given in pieces, in order; between two pieces stands something that is not known, on the same line.
 * Takes time linear in the text.
 */
export function findSecrets(pieces: readonly string[]): readonly SecretPlace[] {
  const found: SecretPlace[] = [];
  let linesBefore = 0;
  pieces.forEach((text, piece) => {
    let [line, counted, end] = [linesBefore + 1, 0, 0];
    for (const stretch of stretchesOf(text)) {
      if (stretch.start < end) continue;
      line += lineBreaks(text.slice(counted, stretch.start));
      counted = stretch.start;
      ({ end } = stretch);
      found.push({ ...stretch, piece, line });
    }
    linesBefore += lineBreaks(text);
  });
  return found;
}

/** The secrets themselves, for the one place that may have them: what must not be shown. */
export function secretTexts(pieces: readonly string[], places: readonly SecretPlace[]): readonly string[] {
  return places.map(({ piece, start, end }) => (pieces[piece] ?? '').slice(start, end));
}

function stretchesOf(text: string): readonly Omit<SecretPlace, 'piece' | 'line'>[] {
  return PATTERNS.flatMap(({ kind, pattern, accepts, rest = TOKEN_REST, isAssigned = false }) =>
    [...text.matchAll(pattern)]
      .filter((match) => accepts === undefined || accepts(match[1] ?? ''))
      .map((match) => {
        const end = match.index + match[0].length;
        rest.lastIndex = end;
        return { kind, start: isAssigned ? end - (match[1] ?? '').length : match.index, end: end + (rest.exec(text)?.[0].length ?? 0) };
      }),
  ).sort((a, b) => a.start - b.start);
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}

/**
 * The pieces of a text that the template itself holds: what is known of it, without the values of `NoEcho` parameters, which are kept
 * elsewhere even when this run was given them.
 */
export function authoredText(property: Property): readonly string[] {
  let pieces = property.knownText;
  for (const value of secretParameterValues(property)) pieces = pieces.flatMap((piece) => piece.split(value));
  return pieces;
}

function secretParameterValues(property: Property): readonly string[] {
  const values = new Set<string>();
  for (const origin of property.origins) {
    if (origin.kind !== 'parameter' || !origin.noEcho) continue;
    let { stack } = property.resource;
    for (;;) {
      const given = Object.hasOwn(stack.given, origin.name) ? stack.given[origin.name] : undefined;
      const declared = stack.template.parameters.get(origin.name);
      for (const value of [given, declared?.defaultValue, ...(declared?.allowedValues ?? [])])
        if (value !== undefined && value.length >= SHORTEST_SECRET) values.add(value);
      if (stack.parent === undefined) break;
      stack = stack.parent.stack;
    }
  }
  // Longer ones first: one may be a part of another.
  return [...values].sort((a, b) => b.length - a.length);
}

/** Shorter values look like no secret that is searched for, and may stand in any word. */
const SHORTEST_SECRET = 16;

/** How a text reads when it is Base64 itself, as one piece; nothing when it is not. */
export function decoded(text: string): readonly string[] {
  const compact = text.replaceAll(/\s/g, '');
  const isBase64 = compact.length % 4 === 0 && /^[A-Za-z0-9+/]{16,}={0,2}$/.test(compact);
  return isBase64 ? [Buffer.from(compact, 'base64').toString('utf8')] : [];
}
