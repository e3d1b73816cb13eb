/** Cloudflare Email Routing writes an SPF record of its own at the apex, over the one that is there or beside it. */
import { rdataOf, type NameCause } from "../difference.ts";
import { termsOf } from "../spf-terms.ts";

const INCLUDE = "include:_spf.mx.cloudflare.net";

export const cloudflareEmailRouting: NameCause = ({ slot, found }, { plan, answer }) => {
  if (slot.purpose !== "spf" || slot.expected.some(text => termsOf(text).includes(INCLUDE))) return undefined;
  if (!found.some(text => termsOf(text).includes(INCLUDE))) return undefined;
  const beside = slot.expected.some(text => found.includes(text));
  const routed = rdataOf(answer("MX", plan.domain), "MX").some(mx => mx.endsWith(".mx.cloudflare.net"));
  return {
    id: "cloudflare-email-routing",
    says: `Cloudflare Email Routing put its SPF (${INCLUDE}) ${beside ? "beside the planned record" : "in the place of the planned one"}${routed ? ", and takes the domain's mail" : ""}.`,
    ...(routed
      ? {
          advice: "adopt",
          fix: "Adopt: add cloudflareEmail() to services, unlock and take out its SPF record under Email Routing, and mailwright up -- --refresh makes one record of all.",
        }
      : {
          advice: "revert",
          fix: "Revert: the domain's MX are elsewhere, so turn Email Routing off at Cloudflare, then mailwright up -- --refresh.",
        }),
  };
};
