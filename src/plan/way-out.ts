/** A way to make an SPF record cheaper: what a person would change in the spec, and what that gives. */
import type { SpfEdit } from "./edited-spf.ts";

/** In the order in which they are to be preferred. */
export const wayKinds = ["not-needed", "covered", "subdomain", "flatten", "combination"] as const;

export interface WayOut {
  readonly kind: (typeof wayKinds)[number];
  /** Lines of the spec as they would be; `…` stands for what is there already. */
  readonly edits: readonly string[];
  readonly saved: number;
  /** DNS look-ups of the record with the edits made. */
  readonly lookups: number;
  readonly why: string;
  /** Networks that take the place of what is flattened, and the octets of their terms. */
  readonly ranges?: number;
  readonly octets?: number;
}

/** One that has not been measured yet. */
export interface Candidate extends Omit<WayOut, "saved" | "lookups"> {
  readonly edit: SpfEdit;
  /** ISO date of the last known change of what is flattened; "" for none seen. */
  readonly changed?: string;
}
