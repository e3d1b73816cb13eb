/** Cloudflare Email Sending brings `v=DMARC1; p=reject;` along when a domain is set up for it. */
import type { NameCause } from "../difference.ts";

/** As its onboarding writes it, and nobody else: bare, with a semicolon at the end. */
const RECORD = /^v=DMARC1;\s*p=reject;$/;

export const cloudflareEmailSendingDmarc: NameCause = ({ slot, found }, { plan }) => {
  if (slot.purpose !== "dmarc" || plan.host.kind !== "cloudflare") return undefined;
  if (!found.some(text => RECORD.test(text))) return undefined;
  return {
    id: "cloudflare-email-sending-dmarc",
    says: `This is the policy record that Cloudflare Email Sending makes when it is set up, p=reject without a report address${found.length > 1 ? ", beside another one" : ""}.`,
    advice: "revert",
    fix: `Revert: ${found.length > 1 ? "take it out at the host" : "mailwright up -- --refresh puts the declared policy back"}; Email Sending works with any policy.`,
  };
};
