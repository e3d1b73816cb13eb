/** How much the gate asks for: documented defaults that grow with the domain's own volume, or what the spec says instead. */
import type { Evidence } from "../feedback/evidence.ts";
import type { RolloutMinimum } from "../spec/rollout-spec.ts";

export interface Thresholds {
  /** Days of the window with reports. */
  readonly days: number;
  readonly reporters: number;
  /** Of declared services. */
  readonly messages: number;
  /** The last report may be so many days old. */
  readonly freshDays: number;
  /** At one stage before the next. */
  readonly stageDays: number;
  /** An unknown source of fewer messages, none of them aligned, is noise. */
  readonly unknownMessages: number;
  /** In place of `allowedFailures`' own measure. */
  readonly passRate?: number | undefined;
  /** Part of a service's messages that DKIM must align before reject. */
  readonly dkimRate: number;
}

export type Volume = "small" | "medium" | "large";

/** Messages a week of declared services from which a domain is of that volume. */
export const volumes: Readonly<Record<Volume, number>> = { small: 0, medium: 100, large: 10_000 };

/** The less mail there is, the longer it is watched and the fewer messages and reporters can be asked for. */
export const defaults: Readonly<Record<Volume, Thresholds>> = {
  small: { days: 8, reporters: 2, messages: 20, freshDays: 14, stageDays: 21, unknownMessages: 1, dkimRate: 0.9 },
  medium: { days: 14, reporters: 3, messages: 200, freshDays: 7, stageDays: 14, unknownMessages: 5, dkimRate: 0.9 },
  large: { days: 21, reporters: 4, messages: 2_000, freshDays: 7, stageDays: 14, unknownMessages: 20, dkimRate: 0.9 },
};

/** Spoofed, forwarded and unknown mail decides nothing here: a spoofer would set the measure. */
export function thresholds(weekly: number, minimum?: RolloutMinimum): Thresholds {
  const { reason: _, ...own } = minimum ?? { reason: "" };
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...defaults[volumeOf(weekly)], ...given };
}

export function volumeOf(weekly: number): Volume {
  return weekly >= volumes.large ? "large" : weekly >= volumes.medium ? "medium" : "small";
}

/** Messages of declared services a week, were every day like those on which they were seen. */
export function weeklyMessages({ services }: Pick<Evidence, "services">): number {
  const days = Math.max(1, ...services.map(({ daysSeen }) => daysSeen));
  return (declaredMessages({ services }) / days) * 7;
}

export function declaredMessages({ services }: Pick<Evidence, "services">): number {
  return services.reduce((sum, { messages }) => sum + messages, 0);
}

const FIRST_MESSAGES = 100;
const FAILING_OF_FIRST = 0.05;
const FAILING_OF_MORE = 0.01;

/**
 * How many of a service's messages may fail: 5 % of the first hundred and 1 % of all further. It never falls as messages
 * are added, so more mail that passes never makes a verdict worse.
 */
export function allowedFailures(messages: number, passRate?: number): number {
  // What a decimal fraction of a whole number lacks must not cost a message.
  if (passRate !== undefined) return Math.floor((1 - passRate) * messages + 1e-9);
  const more = Math.max(0, messages - FIRST_MESSAGES);
  return Math.floor(FAILING_OF_FIRST * Math.min(messages, FIRST_MESSAGES) + FAILING_OF_MORE * more + 1e-9);
}
