/** The rules of attribution in the order they are tried; docs/attribution.md has one section for each. */
export const attributionRules = [] as const;

export type AttributionRule = string;
