/**
 * A proxy setting may hold a user name and a password (`http://user:password@proxy:8080`): they stop here. Where there is an
 * `@`, only the scheme and what follows the last `@` is kept, since a password may contain any other sign.
 */
export function withoutCredentials(setting: string): string {
  const at = setting.lastIndexOf('@');
  if (at < 0) return setting;
  const scheme = /^(?:[a-z]+=)?[a-z][a-z0-9+.-]*:\/\//iu.exec(setting)?.[0] ?? '';
  return scheme + setting.slice(at + 1);
}
