import fc from 'fast-check';

/** Where every change is proven, generated tests run in full; on a developer's PC a share of it has to do. */
const inFull = process.env['CI'] === 'true';

/** How often a property is tried. What breaks it is printed with its seed. */
export const runs = (here: number, inCi: number): number => (inFull ? inCi : here);

/** Every case, or as many as may run here, chosen anew each time; the one that fails is printed with its seed. */
export function forEachOf<Case>(cases: readonly Case[], here: number, holds: (one: Case) => void): void {
  if (inFull || cases.length <= here) for (const one of cases) holds(one);
  else fc.assert(fc.property(fc.constantFrom(...cases), holds), { numRuns: here });
}
