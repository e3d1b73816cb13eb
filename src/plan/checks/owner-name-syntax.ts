import { ownerNameFault, type NameFault } from "../../dns/owner-name.ts";
import type { LocalFinding } from "../../finding.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** Owner names and labels of legal length and characters; underscores anywhere, `*` only leftmost. */
export const ownerNameSyntax: DomainCheck = ({ rrsets }) =>
  rrsets.flatMap((set): LocalFinding[] => {
    const fault = ownerNameFault(set.name);
    if (fault === undefined) return [];
    const [id, message, cite, fix] = says[fault];
    return [{ id, severity: "error", name: set.name, message: message(set.name), cite, fix }];
  });

type Says = readonly [id: string, message: (name: string) => string, cite: string, fix: string];

const tooLong = "Choose a shorter selector, return path or subdomain.";
const says: Readonly<Record<NameFault, Says>> = {
  empty: ["owner-name-syntax", () => "An owner name is empty.", "RFC 1035 §2.3.1", "Name the domain."],
  "empty-label": [
    "owner-name-syntax",
    name => `${name} has an empty label.`,
    "RFC 1035 §2.3.1",
    "Remove the dot too many from the selector, return path or subdomain.",
  ],
  "label-too-long": [
    "name-too-long",
    name => `A label of ${name} has more than 63 octets.`,
    "RFC 1035 §2.3.4",
    tooLong,
  ],
  "name-too-long": [
    "name-too-long",
    name => `An owner name has ${name.length} characters, more than 253: ${name.slice(0, 60)}….`,
    "RFC 1035 §2.3.4",
    tooLong,
  ],
  character: [
    "owner-name-syntax",
    name => `${JSON.stringify(name)} has a character that no label may hold.`,
    "RFC 1035 §2.3.1",
    "Use letters, digits, inner hyphens and underscores.",
  ],
  "wildcard-place": [
    "owner-name-wildcard",
    name => `In ${name} the * is not the whole leftmost label, so it matches nothing.`,
    "RFC 4592 §2.1.1",
    "Write the name in full, or let * stand first.",
  ],
};
