import { childOf, type Node, stringOf } from '../../model/node.ts';
import type { ResourceDeclaration } from '../../model/template.ts';
import type { Constructs, StackAsset } from './constructs.ts';
import { fieldsOf, textOf } from './outside-data.ts';

/** What an asset manifest says of the files it publishes. */
export function publishedFiles(manifest: unknown): readonly StackAsset[] {
  const files: StackAsset[] = [];
  for (const [, value] of fieldsOf(fieldsOf(manifest)?.get('files')) ?? []) {
    const file = fieldsOf(value);
    const path = textOf(fieldsOf(file?.get('source'))?.get('path'));
    if (path === undefined) continue;
    const keys = [...(fieldsOf(file?.get('destinations')) ?? [])].flatMap(
      ([, destination]) => textOf(fieldsOf(destination)?.get('objectKey')) ?? [],
    );
    files.push({ path, names: keys.filter((key) => key !== '') });
  }
  return files;
}

/** The template file of a nested stack as the assembly states it, relative to the folder of its manifest. */
export function nestedTemplateFile(
  resource: ResourceDeclaration,
  nestedStack: string | undefined,
  constructs: Constructs,
  published: () => readonly StackAsset[],
): { readonly file: string; readonly at: Node } | undefined {
  if (resource.type !== 'AWS::CloudFormation::Stack') return undefined;
  const url = childOf(resource.properties?.value, 'TemplateURL');
  if (url === undefined) return undefined;
  const stated = nestedStack === undefined ? undefined : constructs.templateFiles.get(nestedStack);
  if (stated !== undefined) return { file: stated, at: url };
  const metadata = childOf(resource.body, 'Metadata');
  const assetPath = stringOf(childOf(metadata, 'aws:asset:path'));
  if (assetPath !== undefined && stringOf(childOf(metadata, 'aws:asset:property')) === 'TemplateURL') return { file: assetPath, at: url };
  const file = namedIn(url, constructs.assets) ?? namedIn(url, published());
  return file === undefined ? undefined : { file, at: url };
}

/** The file of the asset that an expression names: as the last part of an address, or by a parameter. */
function namedIn(node: Node, assets: readonly StackAsset[]): string | undefined {
  if (assets.length === 0) return undefined;
  const texts: string[] = [];
  collectTexts(node, texts);
  return assets.find((asset) => asset.names.some((name) => texts.some((text) => text === name || text.endsWith(`/${name}`))))?.path;
}

function collectTexts(node: Node, texts: string[]): void {
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'string') texts.push(node.value);
      break;
    case 'sequence':
      for (const item of node.items) collectTexts(item, texts);
      break;
    case 'mapping':
      for (const entry of node.entries) collectTexts(entry.value, texts);
      break;
  }
}
