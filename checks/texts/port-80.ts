export const texts = {
  en: {
    title: 'TCP port 80 to the endpoint is open',
    open: 'Something answers on TCP {port} of {host}; more than that an open port does not say.',
    'partly-open': 'TCP {port} of {host} answers on {open} of {addresses} addresses.',
    'behind-proxy':
      'TCP {port} of {host} does not answer from this PC, which does not matter: the connection goes through a proxy.',
    'captive-portal':
      'Another server answers for {host} on TCP {port}: a sign-in page of the network stands in between.',
    'port-80-blocked':
      'TCP {port} of {host} does not answer. "TCP port 80 traffic needs to be open between your local computer and Exchange Online", the article says; this connection itself does not use it.',
    'port-80-is-the-endpoint': 'TCP {port} of {host} does not answer, and it is the door this address uses.',
    'by-hand':
      "In PowerShell, silent if open: `(New-Object System.Net.Sockets.TcpClient).Connect('{host}', {plainPort})`",
  },
} as const;
