/** Gateways: what stands between the mailbox host and the world. */
import { barracuda } from "../../../src/services/barracuda.ts";
import { broadcomMessagelabs } from "../../../src/services/broadcom-messagelabs.ts";
import { ciscoSecureEmail } from "../../../src/services/cisco-secure-email.ts";
import { exclaimer } from "../../../src/services/exclaimer.ts";
import { mimecast } from "../../../src/services/mimecast.ts";
import { proofpointEnterprise } from "../../../src/services/proofpoint-enterprise.ts";
import { proofpointEssentials } from "../../../src/services/proofpoint-essentials.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";
const noDkim = "warning service-dkim-missing";

const mimecastRegions: readonly ServiceCase[] = (
  [
    ["us", "include:us._netblocks.mimecast.com"],
    ["usb", "include:usb._netblocks.mimecast.com"],
    ["de", "include:de._netblocks.mimecast.com"],
    ["au", "include:au._netblocks.mimecast.com"],
    ["za", "include:za._netblocks.mimecast.com"],
    ["ca", "include:ca._netblocks.mimecast.com"],
  ] as const
).map(([region, term]) => ({
  name: `mimecast in ${region}`,
  use: mimecast({ region, dkim: { mimecast20260820: key } }),
  expected: { spf: [term], dkim: [{ selector: "mimecast20260820", key }] },
}));

const barracudaRegions: readonly ServiceCase[] = (
  [
    ["us", "include:spf.ess.barracudanetworks.com"],
    ["au", "include:spf.ess.au.barracudanetworks.com"],
    ["ca", "include:spf.ess.ca.barracudanetworks.com"],
    ["de", "include:spf.ess.de.barracudanetworks.com"],
    ["in", "include:spf.ess.in.barracudanetworks.com"],
    ["uk", "include:spf.ess.uk.barracudanetworks.com"],
  ] as const
).map(([region, term]) => ({
  name: `barracuda in ${region}`,
  use: barracuda({ region }),
  expected: { spf: [term] },
}));

export const gatewayCases: readonly ServiceCase[] = [
  {
    name: "mimecast in eu",
    use: mimecast({ region: "eu", dkim: { mimecast20260820: key } }),
    expected: { spf: ["include:eu._netblocks.mimecast.com"], dkim: [{ selector: "mimecast20260820", key }] },
  },
  ...mimecastRegions,
  {
    name: "mimecast with the global include, before it signs",
    use: mimecast({ region: "global", dkim: {} }),
    expected: {
      spf: ["include:_netblocks.mimecast.com"],
      says: [noDkim, "info service-mimecast-global-include"],
    },
  },
  {
    name: "proofpoint-enterprise",
    use: proofpointEnterprise({ cluster: "00909a01", hostedSpf: false, dkim: { pps: key } }),
    expected: { spf: ["include:spf-00909a01.pphosted.com"], dkim: [{ selector: "pps", key }] },
  },
  {
    name: "proofpoint-enterprise with hosted SPF, before it signs",
    use: proofpointEnterprise({ hostedSpf: true, dkim: {} }),
    expected: {
      spf: ["include:%{ir}.%{v}.%{d}.spf.has.pphosted.com"],
      says: [noDkim, "info service-proofpoint-enterprise-hosted-spf"],
    },
  },
  {
    name: "proofpoint-essentials in us",
    use: proofpointEssentials({ region: "us", dkim: { ppe: key } }),
    expected: { spf: ["a:dispatch-us.ppe-hosted.com"], dkim: [{ selector: "ppe", key }] },
  },
  {
    name: "proofpoint-essentials in eu, before it signs",
    use: proofpointEssentials({ region: "eu", dkim: {} }),
    expected: { spf: ["a:dispatch-eu.ppe-hosted.com"], says: [noDkim] },
  },
  ...barracudaRegions,
  {
    name: "broadcom-messagelabs with a key",
    use: broadcomMessagelabs({ dkim: { cloud: key } }),
    expected: { spf: ["include:spf.messagelabs.com"], dkim: [{ selector: "cloud", key }] },
  },
  {
    name: "broadcom-messagelabs",
    use: broadcomMessagelabs(),
    expected: { spf: ["include:spf.messagelabs.com"] },
  },
  {
    name: "cisco-secure-email",
    use: ciscoSecureEmail({ allocation: "hc1234-56", dkim: { esa: key } }),
    expected: { spf: ["exists:%{i}.spf.hc1234-56.iphmx.com"], dkim: [{ selector: "esa", key }] },
  },
  {
    name: "cisco-secure-email before it signs",
    use: ciscoSecureEmail({ allocation: "acme" }),
    expected: { spf: ["exists:%{i}.spf.acme.iphmx.com"], says: [noDkim] },
  },
  { name: "exclaimer", use: exclaimer({ region: "uk1" }), expected: { spf: ["include:spf.uk1.exclaimer.net"] } },
];

export const gatewayRefusals: readonly Refusal[] = [
  {
    name: "a region that there is not",
    use: { service: "mimecast", options: { region: "fr", dkim: {} } },
    message: "region: ",
  },
  {
    name: "the MX host as cluster",
    use: proofpointEnterprise({ cluster: "mxa-00909a01", dkim: {} }),
    message: "cluster: expected the eight hexadecimal digits",
  },
  {
    name: "neither cluster nor hosted SPF",
    use: proofpointEnterprise({ hostedSpf: false, dkim: {} }),
    message: ": expected cluster, or hostedSpf: true",
  },
  {
    name: "the number of a platform",
    use: { service: "proofpoint-essentials", options: { region: "us1", dkim: {} } },
    message: "region: ",
  },
  { name: "a region that there is not", use: { service: "barracuda", options: { region: "eu" } }, message: "region: " },
  {
    name: "the host for the allocation",
    use: ciscoSecureEmail({ allocation: "acme.iphmx.com" }),
    message: "allocation: expected the allocation name",
  },
  { name: "the whole host name", use: exclaimer({ region: "spf.uk1" }), message: "region: expected the region code" },
];
