const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domain = new RegExp(`^(?=.{1,253}$)(?:${label}\\.)+${label}$`);

/** For an account whose user name has no domain. */
const nobodys = 'partner.example';

/** Path and query of a request target. */
export function splitTarget(target: string): readonly [path: string, query: string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}

/**
 * The customer of a delegated session, by the domain in DelegatedOrg. PowerShell appends `;PSVersion=…` to any query
 * (WSManTransportManager.cs), so both `&` and `;` are separators. Undefined without a domain.
 */
export function organizationIn(query: string): string | undefined {
  for (const part of query.split(/[&;]/)) {
    const [name = '', value = ''] = part.split('=', 2);
    const wanted = decoded(value).toLowerCase();
    if (decoded(name).toLowerCase() === 'delegatedorg' && domain.test(wanted)) return wanted;
  }
  return undefined;
}

/** The account's own domain. */
export function organizationOf(user: string): string {
  const own = /@([^@]*)$/.exec(user.toLowerCase())?.[1] ?? '';
  return domain.test(own) ? own : nobodys;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
