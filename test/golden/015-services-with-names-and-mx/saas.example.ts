import { brevo, defineDomain, hubspot, mailgun, postmark, route53, salesforce, zendesk, zohoMail } from "#mailwright";

export default defineDomain({
  domain: "saas.example",
  host: route53({ zoneId: "Z0123456789ABCDEFGHIJ" }),
  services: [
    brevo({ verification: "0123456789abcdef0123456789abcdef", dedicatedIp: true }),
    hubspot({ portalId: "12345", cluster: "04", dedicatedIp: { name: "12345m", terms: ["ip4:192.0.2.77"] } }),
    mailgun({
      subdomain: "mg",
      region: "eu",
      inbound: true,
      tracking: "email",
      dkim: {
        mx:
          "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4C" +
          "uDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNso" +
          "x4w4jfSuZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm" +
          "9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7B" +
          "FQIDAQAB",
      },
    }),
    mailgun({ subdomain: "auto", automaticSecurity: "9d876.dkim1.mailgun.com" }),
    postmark({
      dkim: {
        "20260820101500pm":
          "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4C" +
          "uDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNso" +
          "x4w4jfSuZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm" +
          "9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7B" +
          "FQIDAQAB",
      },
      returnPath: "pm-bounces",
    }),
    salesforce({
      dkim: { sf1: "sf1.abc123.custdkim.salesforce.com", sf2: "sf2.def456.custdkim.salesforce.com" },
      ownEnvelope: true,
    }),
    zendesk({ verification: "0a1b2c3d", mailNames: true }),
    zohoMail({
      dkim: {
        zmail:
          "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA3Q4XXoqh5un8D0nhOXipihc9O+jNQ7drDOxzjYqFcVa2LXi9YQ4C" +
          "uDO4fgYQPa5kLsQje9Rc8p0BgsZHDgU9xl3MDdriWHS36SI3Zo0hoW8kL7YBrn6fE8O0MQMlX1r7ye76MepsgNp4TNzXpNso" +
          "x4w4jfSuZE8BJKyn7RBnRt2lPMjKvhGAsC+ubeNbmxXR8zZ9ZGlMZHDI35PzpfSCdjYhieYHRVWMs6/Uc7dR0SH5MiCOrvcm" +
          "9or58FGB9/jpoI58z290sG9zmG9VkbhXXQALgixsv1KvjlsahwXauU3kR5JHhOjaQU9oHrxh2es8F+VOYYuyuRr+ChaQVj7B" +
          "FQIDAQAB",
      },
      include: "zohomail.eu",
      verification: "zb123.zmverify.zoho.eu",
    }),
  ],
  dmarc: { policy: "quarantine", reportTo: ["dmarc@saas.example"] },
});
