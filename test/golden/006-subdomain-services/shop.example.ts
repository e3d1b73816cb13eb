import { cloudflare, defineDomain, fastmail, klaviyo, mailchimp, mandrill, ownServer, sendgrid } from "#mailwright";

export default defineDomain({
  domain: "shop.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [
    fastmail(),
    sendgrid({ user: "u7", server: "wl", returnPath: "em7", subdomain: "orders", selectors: ["sg", "sg2"] }),
    klaviyo({
      subdomain: "send",
      target: "abc123.klaviyodns.com",
      dkim: { km1: "km1._domainkey.abc123.klaviyodns.com", km2: "km2._domainkey.abc123.klaviyodns.com" },
    }),
    mailchimp({ subdomain: "news", legacySelector: true }),
    mandrill({ subdomain: "news", returnPath: "bounce", verification: "x_Y-1" }),
    ownServer({
      name: "alerts",
      subdomain: "alerts.ops",
      ip4: ["192.0.2.7"],
      dkim: { alerts: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" },
    }),
  ],
  dmarc: { policy: "quarantine", subdomainPolicy: "reject", reportTo: ["dmarc@shop.example"] },
});
