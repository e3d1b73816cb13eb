/**
 * What the store knows of one kind of mail in a window: all stored rows that agree in everything below, their messages summed.
 * It is what attribution reads and what evidence is made of.
 */
import type { DkimAuthResult, Disposition, OverrideType, SpfAuthResult } from "./feedback.ts";

export interface SourceRow {
  readonly sourceIp: string;
  readonly headerFrom: string;
  /** Undefined where no reporter said. */
  readonly envelopeFrom: string | undefined;
  readonly disposition: Disposition;
  /** Identifier alignment as the reporters judged it. */
  readonly alignedDkim: boolean;
  readonly alignedSpf: boolean;
  readonly dkim: readonly Omit<DkimAuthResult, "humanResult">[];
  readonly spf: readonly Omit<SpfAuthResult, "humanResult">[];
  /** Types of the override reasons, sorted, each once. */
  readonly overrides: readonly OverrideType[];
  /** Index into the policies seen published in the window. */
  readonly policy: number;
  readonly messages: number;
  /** Days of the window with such mail, by their index from its first day, ascending. */
  readonly days: readonly number[];
}
