import { cloudflare, defineDomain, fastmail, ownServer } from "#mailwright";

export default defineDomain({
  domain: "legacy.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [fastmail(), ownServer({ name: "scanner", ip4: ["192.0.2.3"] })],
  spf: { terms: ["ptr"] },
  dmarc: { policy: "reject", reportTo: ["in@vendor.example"] },
  waive: [
    { id: "dmarc-reject-spf-only", reason: "the scanner writes to our own staff only", until: "2999-12-31" },
    { id: "spf-ptr", reason: "until the relay has its fixed address", until: "2999-12-31" },
    { id: "dmarc-report-unauthorised", reason: "the vendor published the record on 2026-03-02", until: "2999-12-31" },
    { id: "dkim-key-short", reason: "left over", until: "2999-12-31" },
    { id: "dmarc-no-reports", reason: "ended", until: "2020-01-01" },
  ],
});
