/** A terminal that can move its cursor, with nobody's automation around it. */
export function isScreen(): boolean {
  const { TERM, CI } = process.env;
  return process.stdout.isTTY && TERM !== 'dumb' && (CI === undefined || CI === '' || CI === 'false' || CI === '0');
}

/** One where somebody can also press keys. */
export const canAsk = (): boolean => isScreen() && process.stdin.isTTY;
