/**
 * Module versions are .NET versions, of two to four whole numbers: not semantic versions, so they have their own order.
 */

export const isDottedVersion = (text: string): boolean => /^\d{1,9}(?:\.\d{1,9}){1,3}$/u.test(text);

/** Negative where `a` is older. Compares part by part as numbers; a missing part counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
