import { cloudflare, defineDomain, googleWorkspace, sendgrid } from "#mailwright";

export default defineDomain({
  domain: "harbour-bakery.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [
    googleWorkspace({
      dkim: {
        google:
          "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4C" +
          "uDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNso" +
          "x4w4jfSuZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm" +
          "9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7B" +
          "FQIDAQAB",
      },
    }),
    sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234", owner: "web shop", ticket: "MAIL-17" }),
  ],
  spf: { all: "softfail", terms: [{ term: "ip4:192.0.2.10", owner: "till printer" }] },
  dmarc: { policy: "none", subdomainPolicy: "none", reportTo: ["dmarc@harbour-bakery.example"] },
  txt: ["google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ"],
});
