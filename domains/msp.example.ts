import { cloudflare, defineDomain, fastmail, ownServer } from "#mailwright";

// Our own domain. Clients' aggregate reports come to reports.msp.example, and the records that say we want them
// (RFC 9990 §4) are added here for each client by themselves.
export default defineDomain({
  domain: "msp.example",
  host: cloudflare({ zoneId: "9f8e7d6c5b4a39281706f5e4d3c2b1a0" }),
  services: [
    fastmail(),
    ownServer({
      name: "ticket-system",
      ip4: ["198.51.100.25"],
      ip6: ["2001:db8:25::1"],
      dkim: { tickets2026: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" },
    }),
  ],
  spf: { all: "fail" },
  dmarc: { policy: "reject", reportTo: ["dmarc@reports.msp.example"], dkimAlignment: "strict" },
});
