export const texts = {
  en: {
    title: "The endpoint's name has an address",
    resolved: '{host} has {count|one address|# addresses}.',
    literal: '{host} is an address already.',
    'proxy-resolves': '{host} is not found from this PC, which does not matter: the proxy finds it.',
    'behind-proxy': '{host} is not found from this PC, and the proxy that would look it up is not reached.',
    'name-not-found': 'There is no address for {host}.',
    'resolver-silent': 'No name resolver answered for {host}.',
    'by-hand': "In PowerShell: `[System.Net.Dns]::GetHostAddresses('{host}')`; past the hosts file: `nslookup {host}`",
  },
} as const;
