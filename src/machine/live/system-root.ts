/** Where Windows is. An environment is somebody else's text: what does not look like a folder of a drive is not believed. */
export function systemRootOf(environment: Readonly<Record<string, string | undefined>>): string {
  const root = environment['SystemRoot'] ?? environment['SYSTEMROOT'];
  return root !== undefined && /^[A-Za-z]:\\[^<>"|?*]*$/u.test(root) ? root : 'C:\\Windows';
}
