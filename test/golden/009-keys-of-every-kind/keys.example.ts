import { cloudflare, defineDomain, googleWorkspace } from "#mailwright";

export default defineDomain({
  domain: "keys.example",
  host: cloudflare({ zoneId: "023e105f4ecef8ad9ca31a8372d0c353" }),
  services: [
    googleWorkspace({
      dkim: {
        rsa:
          "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4C" +
          "uDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNso" +
          "x4w4jfSuZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm" +
          "9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7B" +
          "FQIDAQAB",
        Upper_1: { key: "2zYQh1XcOQ0bA1jpV9V8m2H0n3gJY0eF6wz3sC0m9aQ=", strict: true },
      },
    }),
  ],
  dkim: {
    old2019: { revoked: true },
    trial: { key: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", testing: true },
    pasted: `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----`,
    vendor:
      '"v=DKIM1; h=sha256; k=rsa; s=email; n=from the vendor; p=" "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4CuDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNsox4w4jfSu" "ZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7BFQIDAQAB"',
    short:
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v" +
      "3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI" +
      "MmPSPDdQPNUYckcQ2QIDAQAB",
  },
  dmarc: { policy: "none", reportTo: ["dmarc@keys.example"] },
});
