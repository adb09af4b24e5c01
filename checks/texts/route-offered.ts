export const texts = {
  en: {
    title: 'This way in is still offered',
    offered: 'Microsoft offers this way in today.',
    'not-microsoft': 'Microsoft closed this way on its own servers; {host} is not one of them, so whoever runs it decides.',
    'route-closed': 'Microsoft closed this way into Exchange Online on {since}: no PC, network or account can use it.',
  },
} as const;
