export const texts = {
  en: {
    title: 'The test connection has a working path out',
    direct: 'No proxy is in force for it, and the endpoint is reached directly.',
    'through-proxy': 'It goes through the proxy {proxy}, and the endpoint is reached.',
    'proxy-only-elsewhere': 'It finds no way to the endpoint, while Windows has a proxy setting ({setting}) that it does not use.',
    'proxy-setting-unusable': 'The environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) names something that is not the address of a proxy.',
    'no-path': 'The endpoint is not reached; nothing says that another proxy setting would help.',
    'cannot-tell': 'The endpoint is not reached, and not all proxy settings of Windows could be read.',
  },
} as const;
