export const texts = {
  en: {
    title: 'The test connection has a working path out',
    direct: 'No proxy is in force for it, and the endpoint is reached directly.',
    'through-proxy': 'It goes through the proxy {proxy}, and the endpoint is reached.',
    'through-winhttp':
      "PowerShell makes the connection and goes through WinHTTP's proxy {proxy}; whether that leads there, the test connection shows.",
    'winhttp-direct':
      'PowerShell makes the connection and has no proxy set for it; a direct connection of this tool does not get there. The test connection shows whether PowerShell does.',
    'winhttp-undetermined':
      "PowerShell makes the connection, and WinHTTP's proxy setting, which it uses, could not be read.",
    'proxy-only-elsewhere':
      'It finds no way to the endpoint, while Windows has a proxy setting ({setting}) that it does not use.',
    'proxy-setting-unusable':
      'The environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) names something that is not the address of a proxy.',
    'no-path': 'The endpoint is not reached; nothing says that another proxy setting would help.',
    'cannot-tell': 'The endpoint is not reached, and not all proxy settings of Windows could be read.',
    'by-hand':
      'In PowerShell: `netsh winhttp show proxy`, `Get-ChildItem Env:*_PROXY`, `reg query "HKCU\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings"`',
  },
} as const;
