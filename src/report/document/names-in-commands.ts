/**
 * Remedies hold commands with names in them. In a run those names were checked on the command line or came out of a URL; in a
 * file they are anybody's text. So only what can be nothing but a name is filled in: no blank, no quote, no sign a shell obeys.
 */
const shapes = {
  user: /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._@\\+-]{0,255}$/u,
  tenant: /^[\p{L}\p{N}][\p{L}\p{N}.-]{0,252}$/u,
  host: /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9._-]{0,252})(?::\d{1,5})?$/iu,
  required: /^\d[\w.]{0,19}$/u,
  package: /^\w[\w.-]{0,39}$/u,
} as const satisfies Readonly<Record<string, RegExp>>;

/** What redaction puts in the place of a name. */
const replaced = /^\[(?:user|tenant|host|address|path|sid|server-text) \d{1,6}\]$/u;

/** Whether an argument of that name may be filled into a remedy. A name that no remedy knows may always. */
export function fitsInACommand(name: string, value: string): boolean {
  const shape = Object.hasOwn(shapes, name) ? shapes[name as keyof typeof shapes] : undefined;
  return shape === undefined || value === '' || shape.test(value) || replaced.test(value);
}
