import { amazonSes, cloudflare, defineDomain, googleWorkspace, microsoft365 } from "#mailwright";

export default defineDomain({
  domain: "alias.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [
    googleWorkspace({ dkim: { google: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=" }, aliasOf: "main.example" }),
    microsoft365({ tenant: "Alias.onmicrosoft.us", cloud: "gcc-high" }),
    amazonSes({
      region: "us-east-1",
      dkim: { byo: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
      mailFrom: "bounce.us",
      apexInclude: true,
    }),
  ],
  dmarc: { policy: "none", nonexistentPolicy: "reject", reportTo: ["dmarc@alias.example"] },
});
