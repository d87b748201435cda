import type { Judged } from './judge.ts';
import { SourceText } from './model/source.ts';
import { findSecrets, secretTexts } from './rules/shared/secrets.ts';

/** What stands for each character that is hidden, so that the places of the others stay. */
const HIDDEN = '•';

/** A key whose value is taken for a secret where the template cannot say which of its values are. Takes time linear in the text. */
const TELLING_KEY =
  /(?:default|allowedvalues|password|passwd|passphrase|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|key_?id)[\w.-]{0,64}["']?\s{0,8}[:=]\s{0,8}/i;

/**
 * What a run must not show beside what its rules found: what reads like a key or a token, whether a rule looked at it or not; and in files
 * that could not be read as a whole, where nobody knows which parameters are `NoEcho`, every value that is likely to be a secret.
 */
export function hidden(judged: Judged): Pick<Judged, 'sources' | 'secrets'> {
  const failed = new Set(judged.run.ledger.files.filter(({ status }) => status === 'failed').map(({ path }) => path));
  const sources = new Map([...judged.sources].map(([path, source]) => [path, failed.has(path) ? withoutLikelySecrets(source) : source]));
  const found = [...judged.sources.values()].flatMap(({ text }) => secretTexts([text], findSecrets([text])));
  return { sources, secrets: found.length === 0 ? judged.secrets : [...new Set([...judged.secrets, ...found])] };
}

/** The source with the rest of each line hidden behind a key that may have a secret, and the lines that belong to it. */
function withoutLikelySecrets(source: SourceText): SourceText {
  let hiddenBelow: number | undefined;
  const lines = source.text.split(/(?<=\n)/).map((line) => {
    const indent = line.search(/\S/);
    if (hiddenBelow !== undefined && (indent < 0 || indent > hiddenBelow)) return blotted(line, 0);
    hiddenBelow = undefined;
    const match = TELLING_KEY.exec(line);
    if (match === null) return line;
    hiddenBelow = indent;
    return blotted(line, match.index + match[0].length);
  });
  return new SourceText(source.path, lines.join(''));
}

function blotted(line: string, from: number): string {
  return line.slice(0, from) + line.slice(from).replace(/\S/g, HIDDEN);
}
