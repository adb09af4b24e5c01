/** Stands in a text where a secret was. */
export const removed = '[removed]';

/** Shorter secrets would be found in every other word. */
const shortest = 4;

/**
 * Every form in which a secret may appear in a text: character by character in any spelling, or inside base64 or hexadecimal
 * of something longer. All of them match in any case: names and types lose theirs on the way.
 */
export function formsOf(secret: string, user?: string): readonly RegExp[] {
  if (secret.length < shortest) return [];
  const bytes = [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')];
  const whole = [
    ...(user === undefined ? [] : [Buffer.from(`${user}:${secret}`, 'utf8').toString('base64')]),
    ...bytes.flatMap(base64Inside),
    ...bytes.map((one) => one.toString('hex')),
  ];
  const spelled = Array.from(secret, (character) => `(?:${spellingsOf(character).map(literally).join('|')})`).join(
    between,
  );
  // What was cut out before is matched whole, and stays as it is: the secret may be part of that very word.
  return [spelled, ...whole.filter((form) => form.length >= shortest).map(literally)].map(
    (form) => new RegExp(`${form}|${literally(removed)}`, 'giu'),
  );
}

/**
 * What may stand between two characters without hiding them from a reader: characters that a terminal never shows, such as
 * the zero bytes of UTF-16, its colour sequences, and a line break with the spaces around it.
 */
const between =
  '(?:\\u001b\\[[\\d;?]*[A-Za-z]|[\\p{Cc}\\p{Cf}]|(?<=\\n {0,80}) | (?= {0,80}(?:\\u001b\\[[\\d;?]*[A-Za-z])?\\r?\\n))*';

/** One character as it is, in a URL, as an entity of XML or HTML, and in JSON. */
function spellingsOf(character: string): readonly string[] {
  const code = character.codePointAt(0)!;
  const named =
    {
      '&': ['&amp;'],
      '<': ['&lt;'],
      '>': ['&gt;'],
      '"': ['&quot;', '\\"'],
      "'": ['&apos;', "\\'"],
      '\\': ['\\\\'],
      '/': ['\\/'],
      ' ': ['+', '&nbsp;'],
    }[character] ?? [];
  const url = [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const json = Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
  // The longer ones first: "&" alone is the beginning of "&amp;".
  return [
    ...named,
    url,
    json,
    ...[
      `&#${code};`,
      `&#0${code};`,
      `&#x${code.toString(16)};`,
      `&#x0${code.toString(16)};`,
      `&#x00${code.toString(16)};`,
    ],
    character,
  ];
}

const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, '\\$&');

/** How bytes look inside base64 of something longer: three ways, by where they begin. The characters at the edges, which neighbouring bytes share, are left out. */
function base64Inside(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const skip = offset === 0 ? 0 : offset + 1;
    const whole = Math.floor(((bytes.length + offset) * 8) / 6);
    return encoded.slice(skip, whole);
  });
}
