/**
 * Whether the WinRM client's TrustedHosts list matches a server: comma-separated entries, `*` for any part of a name,
 * `<local>` for names without a dot. Source: MicrosoftDocs/win32, "Installation and configuration for Windows Remote
 * Management".
 *
 * @param host as it stands in the address, an IPv6 address with or without its brackets
 */
export function isTrustedHost(list: string, host: string): boolean {
  const name = bare(host).toLowerCase();
  return list.split(',').some((entry) => {
    const pattern = bare(entry.trim()).toLowerCase();
    return pattern === '<local>' ? !/[.:]/u.test(name) : pattern !== '' && matches(pattern, name);
  });
}

const bare = (host: string): string => host.replace(/^\[|\]$/gu, '');

/** Matches the parts between the stars in order; without a regular expression, since the list is untrusted. */
function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
