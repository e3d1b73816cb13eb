/** Whose a value is, in words for people: services of the catalogue, and vendors who take over DMARC records. */
import { isAtOrBelow } from "../../dns/owner-name.ts";
import { catalogue, serviceById } from "../../services/catalogue.ts";
import { recognise, type Evidence } from "../../services/recognise.ts";

/** Name of the service a value speaks for, the ids of the spec functions behind it; undefined where nobody is known. */
export function vendorOf(evidence: Evidence): string | undefined {
  const names = servicesOf(evidence).map(id => serviceById(id)?.name ?? id);
  return names.length === 0 || names.length > MAX_NAMES ? undefined : names.join(" or ");
}

/** A value that more services share names none of them. */
const MAX_NAMES = 3;

/** Ids, the likeliest first; those that only share a value with a sure one are left out. */
export function servicesOf(evidence: Evidence): readonly string[] {
  const { services } = recognise(catalogue, evidence);
  const sure = services.filter(({ strength }) => strength === "sure");
  return (sure.length > 0 ? sure : services).map(({ service }) => service);
}

/** Domains of vendors of DMARC services, as they stand in CNAME and NS targets of `_dmarc` and in report addresses. */
const dmarcVendors: readonly (readonly [domain: string, vendor: string])[] = [
  ["dmarc-reports.cloudflare.net", "Cloudflare DMARC Management"],
  ["agari.com", "Fortra Agari"],
  ["dmarc.brevo.com", "Brevo"],
  ["dmarc.mailgun.org", "Mailgun"],
  ["dmarc.postmarkapp.com", "Postmark DMARC monitoring"],
  ["dmarcanalyzer.com", "Mimecast DMARC Analyzer"],
  ["dmarcdigests.com", "DMARC Digests"],
  ["dmarcian.com", "dmarcian"],
  ["easydmarc.com", "EasyDMARC"],
  ["easydmarc.eu", "EasyDMARC"],
  ["easydmarc.pro", "EasyDMARC"],
  ["easydmarc.us", "EasyDMARC"],
  ["emaildefense.proofpoint.com", "Proofpoint"],
  ["mailhardener.com", "Mailhardener"],
  ["ondmarc.com", "Red Sift OnDMARC"],
  ["powerdmarc.com", "PowerDMARC"],
  ["pphosted.com", "Proofpoint"],
  ["sdmarc.net", "Sendmarc"],
  ["sophosdmarc.net", "Sophos"],
  ["uriports.com", "URIports"],
  ["vali.email", "Valimail"],
];

export function dmarcVendorOf(host: string): string | undefined {
  return dmarcVendors.find(([domain]) => isAtOrBelow(host, domain))?.[1];
}
