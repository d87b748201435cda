import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNREAD } from '../src/gate/unread.ts';
import { DIAGNOSTICS } from '../src/model/diagnostics.ts';
import { ERROR_MEANINGS } from '../src/model/errors.ts';
import { emitGenerated, replaceSection } from './lib/generated.ts';
import { prose, table } from './lib/markdown.ts';
import { PROJECT } from './lib/paths.ts';

const DOCUMENT = 'docs/errors.md';

const rows = (meanings: Readonly<Record<string, string>>): readonly (readonly string[])[] =>
  Object.entries(meanings).map(([code, meaning]) => [`\`${code}\``, prose(meaning)]);

let text = readFileSync(join(PROJECT, DOCUMENT), 'utf8');
text = replaceSection(text, 'errors', table(['code', 'meaning'], rows(ERROR_MEANINGS)));
text = replaceSection(text, 'diagnostics', table(['code', 'meaning'], rows(DIAGNOSTICS)));
const unread = Object.values(UNREAD).map(({ id, title, remediation }) => [`\`${id}\``, prose(title), prose(remediation)]);
text = replaceSection(text, 'unread', table(['rule', 'what it asks for', 'what to do'], unread));
emitGenerated(new Map([[DOCUMENT, text]]));
