/** Which vendor's addresses they are, as far as the lock knows vendors' includes. */
import { checkLocked } from "../../spf/check-locked.ts";
import type { PatchContext } from "./patch.ts";
import type { UnknownFacts } from "./unknown-facts.ts";

/** Stands for a domain with the vendor's include as all of its SPF record. */
const ASKED = "sender.test";

/** Ids of the services by whose include all of the addresses pass; none for mail that is not known by its address. */
export function senderOfAddresses(
  { senders, selectors, returnPaths }: UnknownFacts,
  { catalogue, lookUp }: Pick<PatchContext, "catalogue" | "lookUp">,
): readonly string[] {
  const addresses = senders.flatMap(({ topAddresses }) => topAddresses).filter(ip => ip !== "");
  if (addresses.length === 0 || selectors.length > 0 || returnPaths.length > 0) return [];
  return catalogue
    .filter(
      ({ alignment, traces }) =>
        // One that never sends with the client's name in MAIL FROM cannot have passed by it.
        alignment.spf !== "no" &&
        (traces.spf ?? []).some(term => {
          const target = /^include:([^*]+)$/.exec(term)?.[1];
          if (target === undefined || lookUp("TXT", target) === undefined) return false;
          return addresses.every(ip => {
            const asked = { ip, mailFrom: `postmaster@${ASKED}` };
            const record = { status: "ok", records: [`v=spf1 ${term} -all`] } as const;
            return (
              checkLocked(asked, (type, name) => (type === "TXT" && name === ASKED ? record : lookUp(type, name)))
                .result === "pass"
            );
          });
        }),
    )
    .map(({ id }) => id);
}
