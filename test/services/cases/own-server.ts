/** The client's own servers. */
import { ownServer } from "../../../src/services/own-server.ts";
import type { Refusal, ServiceCase } from "../service-case.ts";

const key = "MIIBIjANBgkq";

export const ownServerCases: readonly ServiceCase[] = [
  {
    name: "own-server by every way to send, addresses first",
    use: ownServer({
      name: "head-office",
      terms: ["exists:%{i}.senders.client.example"],
      mx: true,
      a: ["mail.client.example"],
      ip6: ["2001:db8::25", "2001:db8:1::/48"],
      ip4: ["192.0.2.10", "198.51.100.0/24"],
      dkim: { mail: key },
    }),
    expected: {
      spf: [
        "ip4:192.0.2.10",
        "ip4:198.51.100.0/24",
        "ip6:2001:db8::25",
        "ip6:2001:db8:1::/48",
        "a:mail.client.example",
        "mx",
        "exists:%{i}.senders.client.example",
      ],
      dkim: [{ selector: "mail", key }],
    },
  },
  {
    name: "own-server by its own A and another domain's MX",
    use: ownServer({ name: "shop", a: true, mx: ["mail.example"] }),
    expected: { spf: ["a", "mx:mail.example"] },
  },
  {
    name: "own-server with a term that has a qualifier of its own",
    use: ownServer({ name: "shop", mx: true, terms: ["?ip4:192.0.2.1"] }),
    expected: { spf: ["mx", "?ip4:192.0.2.1"] },
  },
  {
    name: "own-server with hosts as people write them, as DNS holds them",
    use: ownServer({ name: "shop", a: ["MAIL.Client.Example."], mx: ["bücher.example"] }),
    expected: { spf: ["a:mail.client.example", "mx:xn--bcher-kva.example"] },
  },
];

const term = (name: string, written: string): Refusal => ({
  name,
  use: ownServer({ name: "x", terms: [written] }),
  message: "terms.0: expected one SPF term",
});

const wrong = (name: string, option: object, message: string): Refusal => ({
  name,
  use: { service: "own-server", options: { name: "x", mx: true, ...option } },
  message,
});

export const ownServerRefusals: readonly Refusal[] = [
  {
    name: "no way to send",
    use: ownServer({ name: "x", ip4: [] }),
    message: ": expected at least one of ip4, ip6, a, mx and terms",
  },
  {
    name: "a label for people with blanks",
    use: ownServer({ name: "Head office", mx: true }),
    message: "name: expected a name in kebab-case",
  },
  term("all as a term", "-ALL"),
  term("a whole record as a term", "v=spf1"),
  term("redirect as a term", "redirect=a.example"),
  term("exp as a term", "exp=a.example"),
  term("two terms in one", "a mx"),
  wrong("an address out of range", { ip4: ["192.0.2.256"] }, "ip4.0: "),
  wrong("a network longer than an address", { ip4: ["192.0.2.0/33"] }, "ip4.0: "),
  wrong("an IPv6 address among IPv4", { ip4: ["2001:db8::1"] }, "ip4.0: "),
  wrong("an IPv4 address among IPv6", { ip6: ["192.0.2.1"] }, "ip6.0: "),
  wrong("an address as host", { a: ["192.0.2.1/24"] }, "a.0: expected a host name"),
  wrong("false for true", { mx: false }, "mx: "),
];
