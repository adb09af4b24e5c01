/**
 * Remedies hold commands with names in them. In a run those names were checked on the command line or come from a URL;
 * in a file they can be anything. So a value is filled in only if it can be nothing but a name: no blank, no quote, no
 * shell metacharacter.
 */
const shapes = {
  user: /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._@\\+-]{0,255}$/u,
  tenant: /^[\p{L}\p{N}][\p{L}\p{N}.-]{0,252}$/u,
  host: /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9][a-z0-9._-]{0,252})(?::\d{1,5})?$/iu,
  required: /^\d[\w.]{0,19}$/u,
  package: /^\w[\w.-]{0,39}$/u,
} as const satisfies Readonly<Record<string, RegExp>>;

/** What redaction replaces a name with. */
const replaced = /^\[(?:user|tenant|host|address|path|sid|server-text) \d{1,6}\]$/u;

/** Whether this argument may be filled into a remedy. An argument that no remedy uses always may. */
export function fitsInACommand(name: string, value: string): boolean {
  const shape = Object.hasOwn(shapes, name) ? shapes[name as keyof typeof shapes] : undefined;
  return shape === undefined || value === '' || shape.test(value) || replaced.test(value);
}
