/** What a domain sends in a month, and what a stricter policy would stop of it. */
import { daysBetween } from "../../feedback/evidence-days.ts";
import type { Evidence } from "../../feedback/evidence.ts";

/** Messages in 30 days, were all days like those of the window. */
export interface MonthlyMail {
  /** Of declared services. */
  readonly messages: number;
  /** What fails DMARC, by whose mail it is. */
  readonly stopped: StoppedMail;
}

export interface StoppedMail {
  readonly declared: number;
  readonly unknown: number;
  readonly forwarded: number;
  readonly spoofed: number;
}

interface Counted {
  readonly messages: number;
  readonly passed: number;
}

export function monthlyMail({
  window,
  services,
  unknown,
  moreUnknown,
  forwarders,
  unauthenticated,
  moreUnauthenticated,
}: Evidence): MonthlyMail {
  const days = daysBetween(window.first, window.last) + 1;
  const aMonth = (messages: number): number => Math.round((messages * 30) / days);
  const failed = (all: readonly Counted[]): number =>
    aMonth(all.reduce((sum, { messages, passed }) => sum + messages - passed, 0));
  return {
    messages: aMonth(services.reduce((sum, { messages }) => sum + messages, 0)),
    stopped: {
      declared: failed(services),
      unknown: failed([...unknown, moreUnknown]),
      forwarded: failed(forwarders),
      spoofed: failed([...unauthenticated, moreUnauthenticated]),
    },
  };
}
