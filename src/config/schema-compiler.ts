/** A test of data, made from a JSON Schema. Throws for a schema that is none. */
export interface JsonSchemaCompiler {
  compile(schema: object): (data: unknown) => unknown;
}

/** Loads what compiles the schemas of custom rules (draft 7, with formats). A keyword or format that it does not know is an error. */
export async function loadSchemaCompiler(): Promise<JsonSchemaCompiler> {
  const [{ Ajv }, { default: formats }] = await Promise.all([import('ajv'), import('ajv-formats')]);
  // A misspelt keyword would otherwise be passed over, and the rule would pass what it was written to find.
  const ajv = new Ajv({ strict: false, strictSchema: true, allowMatchingProperties: true, logger: false });
  formats.default(ajv);
  return ajv;
}
