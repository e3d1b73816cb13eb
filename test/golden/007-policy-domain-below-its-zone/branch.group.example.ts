import { defineDomain, ownServer, route53 } from "#mailwright";

export default defineDomain({
  domain: "branch.group.example",
  host: route53({ zoneId: "Z0123456789ABCDEFGHIJ" }),
  zone: "group.example",
  services: [ownServer({ name: "branch", a: true, dkim: { b1: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" } })],
  dmarc: { policy: "quarantine", reportTo: ["dmarc@group.example"] },
  txt: ["branch=1"],
});
