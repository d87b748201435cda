import type { Category, CrossReferences } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import type { Resource } from './resource.ts';
import type { Verdicts } from './verdict.ts';

/** An option of a rule that a project can set in its configuration. The type of the default is the type of the option. */
export interface OptionDeclaration<Type = OptionValue> {
  readonly default: Type;
  readonly description: string;
}

export type OptionValue = boolean | number | string | readonly string[] | readonly number[];

/** The options of a rule, by name. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** The values of declared options; literal defaults are widened, so that `false` gives a boolean. */
export type OptionValues<Options extends OptionDeclarations> = {
  readonly [Name in keyof Options]: Widened<Options[Name]['default']>;
};

type Widened<Type> = Type extends boolean
  ? boolean
  : Type extends number
    ? number
    : Type extends string
      ? string
      : Type extends readonly number[]
        ? readonly number[]
        : readonly string[];

/** An example: the documentation of a rule and its first tests. Written as the properties of one resource, the subject. */
export interface Example {
  readonly name: string;
  /** The type of the subject; the first type of the rule unless said otherwise. */
  readonly type?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** What stands beside the properties: `Metadata`, `DeletionPolicy`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Other resources of the template by logical id. The subject is called `Subject`. */
  readonly others?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>>; readonly [attribute: string]: unknown }
    >
  >;
  /** Sections of the template beside `Resources`: `Parameters`, `Conditions`. */
  readonly template?: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** An example that the rule has to find fault with. */
export interface FailingExample extends Example {
  /** The findings on the subject, each with the key of its message and its property; `path` is `''` for the resource as a whole. */
  readonly expect?: readonly { readonly message: string; readonly path: string }[];
}

/** The examples of a rule, by the verdict they show. */
export interface Examples {
  readonly pass: readonly Example[];
  readonly fail: readonly FailingExample[];
  readonly unknown?: readonly Example[];
  readonly notApplicable?: readonly Example[];
}

/** What a check is given beside the resource. */
export interface CheckContext<Options extends OptionDeclarations = OptionDeclarations> {
  readonly options: OptionValues<Options>;
}

/** A rule: what it is about, a pure check, and examples that document and test it. */
export interface Rule<Key extends string = string, Options extends OptionDeclarations = OptionDeclarations> {
  /** The path of the rule: `s3/bucket-encryption-enabled`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly category: Category;
  /** The types of resources that are handed to `check`; `*` for all. */
  readonly resources: readonly string[];
  /** 1 = in the `recommended` pack. */
  readonly tier: 1 | 2 | 3;
  readonly packs: readonly string[];
  readonly crossReferences: Partial<CrossReferences>;
  /** Why it matters, in a sentence or two. */
  readonly rationale: string;
  /** What to change. */
  readonly remediation: string;
  /** What findings say, by key; `{name}` is filled from the data of the verdict. */
  readonly messages: Readonly<Record<Key, string>>;
  readonly options?: Options;
  readonly aliases?: readonly string[];
  readonly deprecated?: { readonly replacedBy?: string; readonly reason: string };
  check(resource: Resource, context: CheckContext<Options>): Verdicts<NoInfer<Key>>;
  readonly examples: Examples;
}

/** Types a rule; its message keys and options are checked by the compiler. */
export function defineRule<const Key extends string, const Options extends OptionDeclarations = Record<never, never>>(
  rule: Rule<Key, Options>,
): Rule {
  // The parameter types of `check` are those that the engine derives from the rule's own declarations.
  return rule as unknown as Rule;
}
