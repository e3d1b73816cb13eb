/** How long a sender of some cadence may be silent. */
import type { Cadence } from "../services/service.ts";

/** Days. A daily sender has weekends and holidays; a rarer one may be late by half its time. */
export const silentDays: Readonly<Record<Cadence, number>> = { daily: 4, weekly: 14, monthly: 45, quarterly: 130 };

/** What nobody has said anything about must have been seen once in about the usual window. */
export const DEFAULT_CADENCE: Cadence = "monthly";
