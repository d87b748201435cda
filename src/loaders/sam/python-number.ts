/** A number as Python writes it: a whole one that is written with a point or an exponent is a floating-point number there. */
export function pythonNumber(value: number, written: string | undefined): string {
  const isFloat = !Number.isInteger(value) || (written !== undefined && /^[-+]?(?:\d[\d_]*\.|\.\d|\d+e)/i.test(written));
  return isFloat ? floatText(value) : BigInt(value).toString();
}

/** The shortest text for a number, with an exponent below 1e-4 and from 1e16 on. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const sign = exponent < 0 ? '-' : '+';
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = plainText(value, digits, exponent);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** JavaScript writes numbers without an exponent in a narrower range. */
function plainText(value: number, digits: string, exponent: number): string {
  return exponent >= -6 ? String(value) : value.toFixed(digits.replace(/\D/g, '').length - 1 - exponent);
}
