declare const masked: unique symbol;

/** A text that went through the masker. What writes files takes nothing else. */
export type Masked = string & { readonly [masked]: true };
