/** The check that makes a run ready. */
export const goal = 'test-connection';
