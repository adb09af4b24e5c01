export const texts = {
  en: {
    title: 'There is room for one more session of this account',
    room: 'The session found room.',
    'session-limit': 'The account has as many sessions open as the server allows (the article speaks of three).',
    'not-tried':
      'No session was opened, and not for want of room as far as the server says: whether there is room was not seen.',
    'by-hand': 'In every window of PowerShell that may have a session: `Get-PSSession`',
  },
} as const;
