/** Lower-case words joined by hyphens: `execution-policy`. */
export type CheckId = string;
export type SymptomId = string;

export const isCheckId = (id: unknown): id is CheckId =>
  typeof id === 'string' && id.length <= 64 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id);
