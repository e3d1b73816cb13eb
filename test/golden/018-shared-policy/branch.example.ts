import { defineDomain, ownServer, zonefile } from "#mailwright";

// One owner's domains may share a policy: what holds for the rest stands at the group's own name.
export default defineDomain({
  domain: "branch.example",
  host: zonefile(),
  services: [ownServer({ name: "till", ip4: ["192.0.2.30"] })],
  spf: { terms: ["exp=why.branch.example"], redirect: "_spf.group.example" },
  dmarc: { policy: "none", reportTo: ["dmarc@branch.example"] },
});
