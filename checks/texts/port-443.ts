export const texts = {
  en: {
    title: 'The secure door of the endpoint opens and its certificate is trusted',
    trusted: '{host}:{port} opens, with a certificate from {issuer} that is trusted.',
    'plain-http': 'This address is plain http: there is no secure door to ask for.',
    'endpoint-refused': '{host} refuses connections on TCP {port}.',
    'endpoint-reset': '{host}, or something on the way, cuts connections on TCP {port}.',
    'endpoint-unreachable': 'There is no route to {host} on TCP {port}.',
    'endpoint-timed-out': '{host} does not answer on TCP {port}.',
    'endpoint-failed': 'A connection to {host} on TCP {port} could not be opened.',
    'proxy-setting-unusable':
      'The environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) names something that is not the address of a proxy.',
    'proxy-authentication': 'The proxy asks for a user name and a password of its own.',
    'proxy-refused': 'The proxy does not let a connection through to {host}:{port}.',
    'proxy-unreachable': 'The proxy that is set does not answer.',
    'proxy-not-one': 'What is set as a proxy hangs up, or does not speak like one.',
    'tls-failed': 'The TLS handshake with {host}:{port} fails ({code}).',
    'tls-reset': 'The connection to {host}:{port} is cut during the TLS handshake.',
    'tls-timed-out': '{host}:{port} does not finish the TLS handshake.',
    'certificate-untrusted': 'The certificate of {host} comes from {issuer}, which this PC does not trust.',
    'certificate-name': 'The certificate of {host} is made out to another name.',
    'certificate-dates':
      'By the clock of this PC the certificate of {host} is not valid: it runs from {from} to {until}.',
    'certificate-invalid': 'The certificate of {host} is not acceptable.',
    'certificate-trusted-by-windows-only':
      'The certificate of {host} comes from {issuer}, which Windows trusts and Node.js does not know.',
    'by-hand':
      "In PowerShell, silent if open: `(New-Object System.Net.Sockets.TcpClient).Connect('{host}', {port})`. Its certificate: the padlock of a browser at https://{host}:{port}",
  },
} as const;
