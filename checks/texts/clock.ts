export const texts = {
  en: {
    title: "This PC's clock agrees with the server's",
    right: 'The clocks differ by less than five minutes.',
    'no-time': 'No server told its time.',
    'clock-off': "This PC's clock is {minutes} {minutes|minute|minutes} {direction} the server's.",
    'clock-breaks-tls':
      "This PC's clock is {minutes} {minutes|minute|minutes} {direction} the server's, and the certificate is refused for its dates.",
    'by-hand':
      '`w32tm /stripchart /computer:time.windows.com /samples:3 /dataonly`; in a company, with the name of a domain controller',
  },
} as const;
