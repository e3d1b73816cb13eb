/** What the evidence says should change in a spec, ready to paste, and why. Nothing here changes anything. */
import type { LookUp } from "../../dns/dns-lock.ts";
import type { Evidence } from "../../feedback/evidence.ts";
import type { DomainPlan } from "../../plan/domain-plan.ts";
import type { Service } from "../../services/service.ts";

/** Stands where only the vendor's console, or the client, knows the value. */
export const PLACEHOLDER = "…";

export const patchCauses = [
  "undeclared-service",
  "undeclared-selector",
  "undeclared-sender",
  "unused",
  "strict-alignment",
  "not-signed",
  "signed-by-vendor",
  "key-missing",
  "key-revoked",
  "key-too-short",
  "key-undeclared",
  "key-wrong",
  "changed-on-the-way",
  "return-path-unaligned",
  "address-not-authorised",
  "spf-not-as-planned",
  "subdomain-not-covered",
  "spf-broken",
  "dns-not-answered",
] as const;

export type PatchCause = (typeof patchCauses)[number];

export interface Patch {
  readonly kind: "add" | "drop" | "mend";
  readonly cause: PatchCause;
  /** As the gate names it: a declared source's id, or an unknown sender. */
  readonly source: string;
  /** Other senders of the evidence that the same edit answers. */
  readonly further?: readonly string[] | undefined;
  /** Those that it is about, in the evidence's window. */
  readonly messages: number;
  /** One sentence with the figures. */
  readonly why: string;
  /** One of these is enough, the likeliest first; none where nothing in the spec is wrong. */
  readonly edits: readonly SpecEdit[];
  /** DNS look-ups that SPF is checked with less (RFC 7208 §4.6.4); only of a drop. */
  readonly saves?: number | undefined;
  /** What has to be done elsewhere, or found out first; a sentence each. */
  readonly steps: readonly string[];
  /** The first edit is whole, and changes nothing that mail could miss. */
  readonly blindly: boolean;
}

export interface SpecEdit {
  readonly does: "add" | "remove" | "change";
  /** Where in the spec: `services`, `services[1]`, `dmarc.dkimAlignment`. */
  readonly path: string;
  /** The member as it is written, without a comma; for a change, as it becomes, with `…` for what is there already. */
  readonly text: string;
  /** Functions of "#mailwright" that the text calls. */
  readonly imports: readonly string[];
}

export interface PatchContext {
  readonly catalogue: readonly Service[];
  /** As the plan looks up: its own names, then the lock. */
  readonly lookUp: LookUp;
  /** ISO date. */
  readonly today: string;
}

/** What all patches of one domain are made from. */
export interface PatchCase extends PatchContext {
  readonly plan: DomainPlan;
  readonly evidence: Evidence;
}

/** True where somebody has to fill something in first; without quotes it stands for what is there already. */
export function hasPlaceholder({ text }: SpecEdit): boolean {
  return text.includes(`"${PLACEHOLDER}"`);
}
