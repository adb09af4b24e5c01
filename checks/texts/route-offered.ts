export const texts = {
  en: {
    title: 'This way in is still offered',
    offered: 'Microsoft offers this way in today.',
    described: 'Microsoft describes this way in today; whoever runs {host} offers it, or does not.',
    'not-microsoft':
      'Microsoft closed this way on its own servers; {host} is not one of them, so whoever runs it decides.',
    'route-closed': 'Microsoft closed this way into Exchange Online in {since}: no PC, network or account can use it.',
    'by-hand': 'In the folder of your scripts, to find the address they use: `findstr /s /n /i "ConnectionUri" *.ps1`',
  },
} as const;
