/** Time, as far as the lab needs it: held requests, sessions that expire, commands that take a while. */
export interface Clock {
  /** Runs something later, unless what it gives back is called before. Waiting keeps no process alive. */
  after(durationMs: number, run: () => void): () => void;
}

/** The longest that a timer of Node.js can wait. */
const longestMs = 2 ** 31 - 1;

export const realClock: Clock = {
  after: (durationMs, run) => {
    const timer = setTimeout(run, Math.min(durationMs, longestMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
