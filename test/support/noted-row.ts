/** A row of feedback as attribution reads it, written as a person would note it down. */
import type { DkimResult, OverrideType, SpfAuthResultWord } from "../../src/feedback/feedback.ts";
import type { AttributedRow } from "../../src/feedback/row-facts.ts";

export interface NotedRow {
  readonly ip?: string;
  readonly from?: string;
  /** `client.example/google pass`; without a selector `client.example pass`. */
  readonly dkim?: readonly string[];
  /** `client.example pass`, `helo mail.client.example pass`. */
  readonly spf?: readonly string[];
  readonly overrides?: readonly OverrideType[];
  /** What the reporter said of alignment, where it is not what follows in relaxed mode within client.example. */
  readonly aligned?: Partial<Record<"dkim" | "spf", boolean>>;
}

/** A row at client.example, from an address that nobody declares unless it says another. */
export function noted({ ip = "198.51.100.99", from = "client.example", ...rest }: NotedRow): AttributedRow {
  const dkim = (rest.dkim ?? []).map(text => {
    const [name = "", result = ""] = text.split(" ");
    const [domain = "", selector] = name.split("/");
    return { domain, ...(selector === undefined ? {} : { selector }), result: result as DkimResult };
  });
  const spf = (rest.spf ?? []).map(text => {
    const isHelo = text.startsWith("helo ");
    const [domain = "", result = ""] = text.slice(isHelo ? "helo ".length : 0).split(" ");
    return { domain, ...(isHelo ? { scope: "helo" as const } : {}), result: result as SpfAuthResultWord };
  });
  const isAligned = (one: { readonly domain: string; readonly result: string; readonly scope?: string }): boolean =>
    one.result === "pass" && one.scope !== "helo" && /(^|\.)client\.example\.?$/i.test(one.domain);
  return {
    sourceIp: ip,
    headerFrom: from,
    alignedDkim: rest.aligned?.dkim ?? dkim.some(isAligned),
    alignedSpf: rest.aligned?.spf ?? spf.some(isAligned),
    dkim,
    spf,
    overrides: rest.overrides ?? [],
  };
}
