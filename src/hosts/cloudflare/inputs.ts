/** RRsets to the inputs of `cloudflare.DnsRecord`, in the one form that does not come back as a difference. */
import { formatTxt } from "../../dns/character-string.ts";
import type { RRset } from "../../dns/rrset.ts";
import { recordName } from "../logical-name.ts";

export interface CloudflareInputs {
  readonly zoneId: string;
  /** Lower-case FQDN without trailing dot: any other form is read back as a change of name. */
  readonly name: string;
  readonly type: string;
  /** TXT: quoted strings of 255 octets, one space between them; targets without trailing dot. */
  readonly content: string;
  readonly ttl: number;
  readonly priority?: number;
  readonly comment: string;
}

/** Cloudflare keeps comments of up to 100 characters on every plan. */
const MAX_COMMENT = 100;

/** One resource a value. `proxied` stays out: the provider then sends false, which DKIM delegations need. */
export function cloudflareInputs(
  set: RRset,
  zoneId: string,
): readonly { readonly logicalName: string; readonly role: string; readonly inputs: CloudflareInputs }[] {
  return set.records.map(({ rdata, role, services }) => {
    const comment = `mailwright ${role}${services.length > 0 ? `: ${services.join(", ")}` : ""}`;
    const common = { zoneId, name: set.name, type: set.type, ttl: set.ttl, comment: comment.slice(0, MAX_COMMENT) };
    const logicalName = recordName(set.name, set.type, role);
    if (set.type === "MX") {
      const [preference, exchange] = rdata.split(" ");
      return { logicalName, role, inputs: { ...common, content: exchange ?? "", priority: Number(preference) } };
    }
    return { logicalName, role, inputs: { ...common, content: set.type === "TXT" ? formatTxt(rdata) : rdata } };
  });
}
