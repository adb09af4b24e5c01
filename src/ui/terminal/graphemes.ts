/** How much of a text is segmented at a time, in UTF-16 units. */
const windowLength = 256;

let segmenter: Intl.Segmenter | undefined;

/** What a person takes for one character, one after the other. */
export function* graphemesOf(text: string): Generator<string, void, undefined> {
  for (const window of windowsOf(text)) yield* window;
}

/**
 * The same, a batch at a time. Each step of `Intl.Segmenter` costs as much as the whole text it was given is long, so a long text
 * is given to it in windows. Whether the last character of a window ends there is not known: the next window begins with it.
 */
export function* windowsOf(text: string): Generator<readonly string[], void, undefined> {
  segmenter ??= new Intl.Segmenter();
  let start = 0;
  let length = windowLength;
  while (start < text.length) {
    const end = codePointEnd(text, start + length);
    const segments = Array.from(segmenter.segment(text.slice(start, end)), ({ segment }) => segment);
    const open = end < text.length ? segments.pop()! : '';
    // A character as long as the window needs a longer one.
    length = segments.length === 0 ? length * 2 : windowLength;
    start = end - open.length;
    yield segments;
  }
}

/** Never between the two halves of a code point: the first alone says nothing of what it joins. */
const codePointEnd = (text: string, at: number): number =>
  at < text.length && text.codePointAt(at - 1)! > 0xffff ? at + 1 : Math.min(at, text.length);
