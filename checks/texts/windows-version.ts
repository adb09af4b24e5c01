export const texts = {
  en: {
    title: 'Windows can take this way in',
    listed: '{windows} is one Microsoft lists for this.',
    'works-unlisted': "{windows} is not on Microsoft's list for this, and brings what it asks for.",
    'out-of-support': '{windows} can do it, but Microsoft ended its support on {ended}.',
    'windows-too-old': '{windows} can not be brought to where this way in works.',
    'windows-needs-service-pack': 'This is Windows 7 or Server 2008 R2 without Service Pack 1.',
    'windows-not-listed': '{windows} is older than what Microsoft lists for the Exchange Online module.',
    'windows-newer-than-table': 'Windows build {build} is newer than any this version of the tool knows.',
    'windows-not-in-table': 'Windows build {build} is not one this version of the tool knows.',
    'cannot-tell': 'Which Windows this is could not be read.',
    'by-hand': '`reg query "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion" /v CurrentBuildNumber /reg:64`',
  },
} as const;
