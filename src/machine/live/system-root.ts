/** The folder of Windows. The environment is untrusted: anything but an absolute folder on a drive is ignored. */
export function systemRootOf(environment: Readonly<Record<string, string | undefined>>): string {
  const root = environment['SystemRoot'] ?? environment['SYSTEMROOT'];
  return root !== undefined && /^[A-Za-z]:\\[^<>"|?*]*$/u.test(root) ? root : 'C:\\Windows';
}
