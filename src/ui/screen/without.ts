/** The same value without one of its parts. */
export function without<Whole extends object, Part extends keyof Whole>(whole: Whole, part: Part): Omit<Whole, Part> {
  const rest = { ...whole };
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- of a copy, and the name is one of its own.
  delete rest[part];
  return rest;
}
