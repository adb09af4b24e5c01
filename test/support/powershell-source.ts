/** Just enough of PowerShell's grammar to look at a script without mistaking a text for code. */
export interface Piece {
  readonly kind: 'code' | 'comment' | 'text';
  /** Of a text: what is between its quotes. */
  readonly content: string;
  /** 1 is the first. */
  readonly line: number;
}

/**
 * Cuts a script into code, comments and texts. What stands in `$( )` inside a double-quoted text is code again, as is the rest of
 * the text in the sense that its variables are looked at. Throws for a quote or a `$(` that is not closed. Knows no here-strings
 * and no block comments: the collector has none.
 */
export function piecesOf(script: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let line = 1;

  const take = (until: number): string => {
    const taken = script.slice(at, until);
    line += taken.split('\n').length - 1;
    at = until;
    return taken;
  };

  const code = (isInside: boolean): void => {
    let depth = 0;
    let started = line;
    let gathered = '';
    const flush = (): void => {
      if (gathered !== '') pieces.push({ kind: 'code', content: gathered, line: started });
      gathered = '';
    };
    while (at < script.length) {
      const sign = script[at]!;
      if (sign === '#' || sign === "'" || sign === '"') {
        flush();
        if (sign === '#') comment();
        else if (sign === "'") single();
        else double();
        started = line;
        continue;
      }
      if (isInside && sign === '(') depth++;
      if (isInside && sign === ')' && depth-- === 0) break;
      gathered += sign === '`' ? take(at + 2) : take(at + 1);
    }
    if (isInside && at >= script.length) throw new Error(`line ${started}: a $( is not closed`);
    flush();
  };

  const comment = (): void => {
    const started = line;
    const end = script.indexOf('\n', at);
    pieces.push({ kind: 'comment', content: take(end < 0 ? script.length : end), line: started });
  };

  const single = (): void => {
    const started = line;
    const found = /'((?:[^']|'')*)'/uy;
    found.lastIndex = at;
    const match = found.exec(script);
    if (!match) throw new Error(`line ${started}: a ' is not closed`);
    take(at + match[0].length);
    pieces.push({ kind: 'text', content: match[1]!.replaceAll("''", "'"), line: started });
  };

  const double = (): void => {
    const started = line;
    let content = '';
    take(at + 1);
    while (script[at] !== '"') {
      if (at >= script.length) throw new Error(`line ${started}: a " is not closed`);
      if (script.startsWith('$(', at)) {
        content += take(at + 2);
        code(true);
        content += take(at + 1);
      } else content += script[at] === '`' ? take(at + 2) : take(at + 1);
    }
    take(at + 1);
    pieces.push({ kind: 'text', content, line: started });
  };

  code(false);
  return pieces;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The first bracket that is not closed, or closes nothing. */
export function unbalanced(pieces: readonly Piece[]): string | undefined {
  const open: { readonly sign: string; readonly line: number }[] = [];
  for (const { kind, content, line } of pieces) {
    if (kind !== 'code') continue;
    for (const sign of content) {
      if (Object.hasOwn(closers, sign)) open.push({ sign, line });
      else if (Object.values(closers).includes(sign) && closers[open.pop()?.sign ?? ''] !== sign)
        return `${sign} in the code from line ${line}`;
    }
  }
  return open.length === 0 ? undefined : `${open.at(-1)!.sign} in the code from line ${open.at(-1)!.line}`;
}
