/** A CNAME that leads elsewhere: to a target with the zone behind it, or to another account or vendor. */
import { isAtOrBelow } from "../../../dns/owner-name.ts";
import { PUT_BACK, rdataOf, type NameCause } from "../difference.ts";
import { vendorOf } from "../vendor-of.ts";

export const otherTarget: NameCause = ({ slot, answer }, { plan }) => {
  const target = rdataOf(answer, "CNAME")[0];
  const [planned] = slot.expected;
  if (target === undefined || planned === undefined) return undefined;
  if (slot.type === "CNAME" && isAtOrBelow(target, planned) === false && target === `${planned}.${plan.zone}`) {
    return {
      id: "doubled-target",
      says: "The target was entered without its dot at the end, and the zone was added to it.",
      advice: "revert",
      fix: `Revert: ${PUT_BACK} writes the target in the host's form.`,
    };
  }
  const vendor = vendorOf({ targets: [target], dkimTargets: [target] });
  const whose = vendor === undefined ? target : `${target} (${vendor})`;
  return slot.type === "CNAME"
    ? {
        id: "other-target",
        says: `The CNAME leads to ${whose}: another account, or the vendor has given out new targets.`,
        advice: "adopt",
        fix: `Adopt: compare with the service's console and put its target into the spec; or ${PUT_BACK}.`,
      }
    : {
        id: "cname-in-the-way",
        says: `A CNAME to ${whose} stands here, and nothing else can stand beside it (RFC 1034 §3.6.2).`,
        advice: "revert",
        fix: `Revert: ${PUT_BACK}; or take the record out of the spec, if the CNAME is wanted.`,
      };
};
