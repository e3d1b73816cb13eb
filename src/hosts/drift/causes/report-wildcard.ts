/** A wildcard authorises reports about every domain there is, where the plan names each client (RFC 9990 §4). */
import type { NameCause } from "../difference.ts";

export const reportWildcard: NameCause = ({ slot, kind }) => {
  if (slot.purpose !== "authorisation" || !slot.name.startsWith("*.") || kind !== "extra") return undefined;
  return {
    id: "report-wildcard",
    says: "A wildcard lets reports about any domain come here, so a client that was taken out still sends them.",
    advice: "adopt",
    fix: 'Adopt: set reportAuthorisation: "wildcard" in the spec; or take it out at the host once each client has its record.',
  };
};
