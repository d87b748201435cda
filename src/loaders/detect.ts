/** What the text of a file is, by its marks and not by its name. */
export type DetectedKind = 'cloudformation' | 'sam' | 'cdk-manifest' | 'terraform-plan' | 'not-a-template';

export interface Detection {
  readonly kind: DetectedKind;
  /** `certain`: it carries a mark that nothing else has; `likely`: the sections look like it. */
  readonly confidence: 'certain' | 'likely';
  /** The mark, or what the file is instead, in words. */
  readonly reason: string;
}

/** What a quick look at the top level finds. */
interface Outline {
  readonly keys: ReadonlySet<string>;
  /** The first `Type` below `Resources` that looks like a resource type. */
  readonly resourceType?: string;
  readonly transforms: readonly string[];
  /** The value of the top-level `version`, when it is a scalar. */
  readonly version?: string;
  /** The first `type` below `artifacts` that a cloud assembly has. */
  readonly artifactType?: string;
}

const RESOURCE_TYPE = /^(?:[A-Za-z0-9]+::[A-Za-z0-9]+::[A-Za-z0-9:]+|Custom::[\w@-]+|AWS::[A-Za-z0-9:]*)$/;
const ARTIFACT_TYPE = /^(?:aws:cloudformation:stack|cdk:[a-z-]+)$/;
const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Outputs', 'Transform', 'Rules', 'Hooks'];
const PLAN_SECTIONS = ['planned_values', 'resource_changes', 'output_changes', 'prior_state'];
const SAM_TRANSFORM = /^AWS::Serverless-\d{4}-\d{2}-\d{2}$/;

/**
 * Recognises a template, a cloud assembly or a plan by its text, without parsing it: the marks are found in broken and cut-off
 * files too. Linear in the length of the text; never throws.
 */
export function sniff(text: string): Detection {
  if (text.charCodeAt(0) === 0xfeff) return sniff(text.slice(1));
  const start = firstMeaningful(text);
  const first = text[start];
  if (first === undefined) return nothing('empty');
  if (first === '[') return nothing('a list');
  // `{{ … }}` and `{% … %}` begin no map: they are placeholders of a text generator.
  const isFlow = first === '{' && text[start + 1] !== '{' && text[start + 1] !== '%';
  if (isFlow) return judge(outlineOfFlow(text, start));
  return judge(outlineOfBlock(text.includes('\n') ? text : text.replaceAll('\r', '\n')));
}

function judge(outline: Outline): Detection {
  const { keys } = outline;
  const samTransform = outline.transforms.some((name) => SAM_TRANSFORM.test(name));
  const cloudformation = samTransform ? 'sam' : 'cloudformation';
  if (keys.has('AWSTemplateFormatVersion')) return { kind: cloudformation, confidence: 'certain', reason: 'AWSTemplateFormatVersion' };
  if (samTransform) return { kind: 'sam', confidence: 'certain', reason: 'Transform' };
  if (outline.resourceType !== undefined)
    return { kind: cloudformation, confidence: 'certain', reason: `a resource of type ${outline.resourceType}` };
  if (outline.artifactType !== undefined && keys.has('version')) {
    return { kind: 'cdk-manifest', confidence: 'certain', reason: `an artifact of type ${outline.artifactType}` };
  }
  if (keys.has('artifacts') && /^\d+\.\d+\.\d+$/.test(outline.version ?? '')) {
    return { kind: 'cdk-manifest', confidence: 'likely', reason: 'version and artifacts' };
  }
  if (keys.has('format_version')) {
    const section = PLAN_SECTIONS.find((key) => keys.has(key));
    if (section !== undefined) return { kind: 'terraform-plan', confidence: 'certain', reason: `format_version and ${section}` };
    if (keys.has('values')) return nothing('a Terraform state, not a plan');
    // The sections of a plan come after its variables, which can be long; a cut-off plan has only its head.
    if (keys.has('terraform_version'))
      return { kind: 'terraform-plan', confidence: 'likely', reason: 'format_version and terraform_version' };
  }
  if (keys.has('terraform_version') && keys.has('lineage')) return nothing('a Terraform state, not a plan');
  if (keys.has('Resources')) {
    const section = SECTIONS.find((key) => keys.has(key));
    if (section !== undefined) return { kind: 'cloudformation', confidence: 'likely', reason: `Resources and ${section}` };
  }
  return nothing('no mark of a template or plan');
}

function nothing(reason: string): Detection {
  return { kind: 'not-a-template', confidence: 'certain', reason };
}

/** Skips white space, comments, a document start and directives. */
function firstMeaningful(text: string): number {
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    const lineStart = at === 0 || text[at - 1] === '\n' || text[at - 1] === '\r';
    const skipsLine = text[at] === '#' || (lineStart && (text[at] === '%' || text.startsWith('--- #', at))) || text.startsWith('//', at);
    if (skipsLine) {
      const end = text.indexOf('\n', at);
      if (end < 0) return text.length;
      at = end + 1;
    } else if (lineStart && text.startsWith('---', at) && (at + 3 >= text.length || isSpace(text.charCodeAt(at + 3)))) {
      at += 3;
    } else {
      return at;
    }
  }
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff;
}

/** The outline of JSON, or of YAML in flow style. Keeps the keys that lead to where it is. */
function outlineOfFlow(text: string, start: number): Outline {
  const keys = new Set<string>();
  const transforms: string[] = [];
  const found: { resourceType?: string; version?: string; artifactType?: string } = {};
  let depth = 0;
  let section = '';
  let key: string | undefined;
  let pending: string | undefined;
  let at = start;
  const scalar = (value: string): void => {
    if (depth === 1 && key === 'version') found.version = value;
    if (section === 'Transform') transforms.push(value);
    if (section === 'Resources' && key === 'Type' && depth >= 3 && found.resourceType === undefined && RESOURCE_TYPE.test(value))
      found.resourceType = value;
    if (section === 'artifacts' && key === 'type' && depth >= 3 && found.artifactType === undefined && ARTIFACT_TYPE.test(value))
      found.artifactType = value;
  };
  const flush = (): void => {
    if (pending !== undefined) scalar(pending);
    pending = undefined;
  };
  while (at < text.length) {
    const character = text[at];
    switch (character) {
      case '{':
      case '[':
        depth++;
        key = undefined;
        at++;
        break;
      case '}':
      case ']':
        flush();
        depth--;
        key = undefined;
        at++;
        if (depth <= 0) return { keys, transforms, ...found };
        break;
      case ',':
        flush();
        if (depth === 1) section = '';
        key = undefined;
        at++;
        break;
      case ':':
        if (pending !== undefined) {
          key = pending;
          pending = undefined;
          if (depth === 1) {
            keys.add(key);
            section = key;
          }
        }
        at++;
        break;
      case '"':
      case "'": {
        const end = endOfQuoted(text, at);
        pending = end - at > 200 ? '' : text.slice(at + 1, end);
        at = end + 1;
        break;
      }
      case '#':
        at = isSpace(text.charCodeAt(at - 1)) ? endOfLine(text, at) : at + 1;
        break;
      default:
        if (isSpace(text.charCodeAt(at))) {
          at++;
        } else {
          const end = endOfWord(text, at);
          pending = end - at > 200 ? '' : text.slice(at, end).trimEnd();
          at = end;
        }
    }
  }
  flush();
  return { keys, transforms, ...found };
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start] ?? '"';
  let at = start + 1;
  for (;;) {
    const end = text.indexOf(quote, at);
    if (end < 0) return text.length;
    if (quote === "'") return end;
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end;
    at = end + 1;
  }
}

/** The end of a bare word in flow style; a colon ends it only when a space or a bracket follows. */
function endOfWord(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // , [ ] { } and line ends
    if (code === 44 || code === 91 || code === 93 || code === 123 || code === 125 || code === 10 || code === 13)
      return Math.max(at, start + 1);
    if (code === 58) {
      const next = text.charCodeAt(at + 1);
      if (at > start && (at + 1 >= text.length || isSpace(next) || next === 123 || next === 91 || next === 34)) return at;
    }
  }
  return text.length;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

const BLOCK_KEY =
  /^(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([^\s:#"'{}[\],&*!|>%@`?-](?:[^\s:#"'{}[\],]|:(?=\S)|[ \t](?=[^\s:#])){0,200}))[ \t]*:(?=[ \t]|$)[ \t]*(.*)$/;
const TYPE_VALUE = /(?:^|[\s{,?"'])Type["']?[ \t]*:[ \t]*["']?([A-Za-z0-9]+::[\w:@-]+)/;
const ARTIFACT_VALUE = /(?:^|[\s{,"'])type["']?[ \t]*:[ \t]*["']?((?:aws:cloudformation:stack|cdk:[a-z-]+))/;
const TRANSFORM_VALUE = /[A-Za-z][\w:.-]*/g;

/** The outline of YAML in block style. The first key tells how far the top level is indented. */
function outlineOfBlock(text: string): Outline {
  const keys = new Set<string>();
  const transforms: string[] = [];
  const found: { resourceType?: string; version?: string; artifactType?: string } = {};
  let section = '';
  let topIndent: number | undefined;
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    let indent = 0;
    while (text.charCodeAt(at + indent) === 32 || text.charCodeAt(at + indent) === 9) indent++;
    const lead = text.charCodeAt(at + indent);
    const from = at + indent;
    at = end + 1;
    // Blank lines and comments.
    if (from >= end || lead === 13 || lead === 35) continue;
    let content: string | undefined;
    if (topIndent === undefined || indent <= topIndent) {
      // Lines are cut, so that one endless line cannot make the patterns slow.
      let line = text.slice(from, Math.min(end, from + 2000)).trimEnd();
      if (line === '---' || line === '...' || line.startsWith('%')) continue;
      if (line.startsWith('--- ')) line = line.slice(4).trimStart();
      const match = BLOCK_KEY.exec(line);
      if (match !== null) {
        topIndent ??= indent;
        section = match[1] ?? match[2] ?? match[3] ?? '';
        keys.add(section);
        content = match[4] ?? '';
        if (section === 'version' && content !== '') found.version = content.replaceAll(/["']/g, '').trim();
      } else if (topIndent === undefined && /^-(?:\s|$)/.test(line)) {
        return { keys, transforms };
      }
    }
    const wanted = section === 'Resources' || section === 'Transform' || section === 'artifacts';
    if (!wanted) continue;
    content ??= text.slice(from, Math.min(end, from + 2000));
    if (section === 'Transform') {
      for (const [word] of content.replace(/\s#.*$/, '').matchAll(TRANSFORM_VALUE)) transforms.push(word);
    } else if (section === 'Resources') {
      if (found.resourceType === undefined) {
        const type = TYPE_VALUE.exec(content)?.[1];
        if (type !== undefined && RESOURCE_TYPE.test(type)) found.resourceType = type;
      }
    } else {
      const type = ARTIFACT_VALUE.exec(content)?.[1];
      if (type !== undefined) found.artifactType ??= type;
    }
  }
  return { keys, transforms, ...found };
}
