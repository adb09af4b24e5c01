/** The lab's timers: held requests, sessions that expire, commands that take a while. */
export interface Clock {
  /** Runs a callback later; the function returned cancels it. A pending timer does not keep the process alive. */
  after(durationMs: number, run: () => void): () => void;
}

/** The longest delay of a Node.js timer. */
const longestMs = 2 ** 31 - 1;

export const realClock: Clock = {
  after: (durationMs, run) => {
    const timer = setTimeout(run, Math.min(durationMs, longestMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
