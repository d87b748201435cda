import { all, not, type Property, type Truth, truth } from '../../engine/rule-api.ts';

/** The option of rules that ask for a customer managed key. */
export const rejectAwsManagedKeys = {
  default: false,
  description: 'Whether the alias of an AWS managed key (alias/aws/…) fails as well. A key that is not known is then unknown.',
} as const;

/** Whether a property names a KMS key; with the option, one that is certainly none of the keys that AWS manages. */
export function isCustomerManagedKey(key: Property, options: { readonly rejectAwsManagedKeys: boolean }): Truth {
  const isSet = key.isNonEmpty();
  return options.rejectAwsManagedKeys ? all(isSet, () => not(isAwsManagedAlias(key))) : isSet;
}

function isAwsManagedAlias(key: Property): Truth {
  // A reference leads to a key or an alias of the stack, and a stack cannot create aliases of AWS.
  return key.value.kind === 'reference' ? truth(false, key) : key.contains('alias/aws/');
}
