/** The value of an option as it is shown beside its name: `7`, `["*_ARN", "*_NAME"]`. */
export function optionText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map((item) => JSON.stringify(item)).join(', ')}]` : JSON.stringify(value);
}
