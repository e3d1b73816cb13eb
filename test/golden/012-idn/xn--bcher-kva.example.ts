import { cloudflare, defineDomain, ownServer } from "#mailwright";

export default defineDomain({
  domain: "xn--bcher-kva.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [
    ownServer({
      name: "desk",
      a: ["post.xn--bcher-kva.example"],
      dkim: { d1: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" },
    }),
  ],
  dmarc: { policy: "none", reportTo: ["dmarc@bücher.example"] },
});
