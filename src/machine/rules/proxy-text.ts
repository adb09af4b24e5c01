/**
 * Removes the user name and password that a proxy setting may contain (`http://user:password@proxy:8080`). Where there
 * is an `@`, only the scheme and what follows the last `@` is kept, since a password may contain any character.
 */
export function withoutCredentials(setting: string): string {
  const at = setting.lastIndexOf('@');
  if (at < 0) return setting;
  const scheme = /^(?:[a-z]+=)?[a-z][a-z0-9+.-]*:\/\//iu.exec(setting)?.[0] ?? '';
  return scheme + setting.slice(at + 1);
}
