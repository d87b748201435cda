import { fingerprint } from '../engine/fingerprint.ts';
import { resourceKey, type Stack, type Unit } from '../engine/stack.ts';
import { entryOf } from '../model/node.ts';
import type { Result } from '../model/result.ts';
import type { Severity } from '../model/severity.ts';
import { isMissingChild, type ResourceDeclaration } from '../model/template.ts';
import { blocks, type GateSettings } from './decide.ts';
import { BUILT_IN } from './results.ts';

/** Statements about what a template hides: no rule can see into it, so the gate itself says that nobody looked. */
export const UNREAD = {
  child: {
    id: 'template/nested-stack-read',
    title: 'Templates of nested stacks can be looked at',
    remediation: 'Keep the nested template beside its parent and name it by a relative path, or scan it on its own.',
  },
  module: {
    id: 'template/module-read',
    title: 'Modules can be looked at',
    remediation: 'Scan the template of the module on its own.',
  },
} as const;

const SEVERITY: Severity = 'medium';

/** One unknown result for each nested template and module of a unit that could not be looked into. */
export function unreadResults(unit: Unit, targetOf: (stack: Stack) => string | undefined, settings: GateSettings): readonly Result[] {
  const results: Result[] = [];
  for (const stack of unit.stacks) {
    for (const [id, child] of stack.children) {
      const resource = stack.template.resources.get(id);
      if (resource === undefined || !isMissingChild(child)) continue;
      // What is missing or broken makes the run incomplete instead.
      if (child.kind !== 'remote' && child.kind !== 'unknown') continue;
      results.push(
        unread(
          UNREAD.child,
          stack,
          resource,
          '/TemplateURL',
          `the template of the nested stack ${id} was not looked at`,
          child.detail,
          targetOf(stack),
          settings,
        ),
      );
    }
    for (const resource of stack.template.resources.values()) {
      if (!resource.type.endsWith('::MODULE')) continue;
      const because = `the module ${resource.type}, whose resources are not in the template`;
      results.push(
        unread(
          UNREAD.module,
          stack,
          resource,
          undefined,
          `the resources of the module ${resource.id} were not looked at`,
          because,
          targetOf(stack),
          settings,
        ),
      );
    }
  }
  return results;
}

function unread(
  about: (typeof UNREAD)[keyof typeof UNREAD],
  stack: Stack,
  resource: ResourceDeclaration,
  property: string | undefined,
  message: string,
  because: string,
  target: string | undefined,
  settings: GateSettings,
): Result {
  const { source } = stack.template;
  const at = (property === undefined ? undefined : entryOf(resource.properties?.value, property.slice(1))) ?? resource.entry;
  return {
    ruleId: about.id,
    scanner: BUILT_IN,
    status: 'unknown',
    severity: SEVERITY,
    blocking: blocks({ status: 'unknown', severity: SEVERITY }, settings),
    file: source.path,
    resource: { id: resource.id, type: resource.type, path: resource.constructPath ?? resourceKey(stack, resource.id) },
    ...(property === undefined ? {} : { property }),
    location: source.location(at.keyStart, at.keyEnd),
    ...(resource.source === undefined ? {} : { source: resource.source }),
    message,
    remediation: about.remediation,
    ...(target === undefined ? {} : { target }),
    unknownBecause: because,
    fingerprint: fingerprint({
      ruleId: about.id,
      template: stack.identity,
      instance: stack.path,
      resource: resource.id,
      property: property ?? '',
    }),
    reportedBy: [BUILT_IN],
  };
}
