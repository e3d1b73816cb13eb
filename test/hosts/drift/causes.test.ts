/** Each known cause of drift: what the name servers say, which cause is named, and what is advised. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { cloudflare, googleWorkspace, ownServer, parked, route53, sendgrid, zonefile } from "#mailwright";
import { causes } from "../../../src/hosts/drift/causes.ts";
import { compareLive } from "../../../src/hosts/drift/compare-live.ts";
import { answerKey } from "../../../src/hosts/drift/live-domain.ts";
import { firstQuestions } from "../../../src/hosts/drift/questions.ts";
import type { DomainPlan } from "../../../src/plan/domain-plan.ts";
import type { ZoneName } from "../../support/dns-server.ts";
import { edited } from "../../support/internet.ts";
import {
  CLOUDFLARE_ZONE,
  ED25519_KEY,
  OTHER_ED25519_KEY,
  ROUTE53_ZONE,
  RSA_2048_KEY,
  office,
} from "../../support/specs.ts";
import { planFor, planOfParked, verified } from "./live-zone.ts";

const domain = "client.example";
const dmarc = { policy: "quarantine", reportTo: ["dmarc@client.example"] } as const;
const shop = sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234" });
const google = googleWorkspace({ dkim: { google: RSA_2048_KEY } });
const SPF = "v=spf1 ip4:192.0.2.10 ~all";
const POLICY = "v=DMARC1; p=quarantine; rua=mailto:dmarc@client.example";
const GOOGLE_KEY = `v=DKIM1; k=rsa; p=${RSA_2048_KEY}`;
const TOKEN = "google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ";

const plans = {
  plain: planFor({ dmarc }),
  shop: planFor({ dmarc, services: [office, shop] }),
  google: planFor({ dmarc, services: [office, google], txt: [TOKEN] }),
  news: planFor({ dmarc, services: [office, ownServer({ name: "list", ip4: ["192.0.2.20"], subdomain: "news" })] }),
  route53: planFor({ dmarc, host: route53({ zoneId: ROUTE53_ZONE }) }),
  zonefile: planFor({ dmarc, host: zonefile(), services: [office, shop] }),
  parked: planOfParked(
    parked({ domain, host: cloudflare({ zoneId: CLOUDFLARE_ZONE }), reportTo: ["dmarc@client.example"] }),
  ),
};

interface Case {
  readonly plan?: keyof typeof plans;
  /** What stands in the zone in place of the plan's. */
  readonly live: Readonly<Record<string, ZoneName | undefined>>;
  /** `kind name TYPE: causeId advice` */
  readonly drift: readonly string[];
  /** In the sentences of cause and fix. */
  readonly says: RegExp;
}

const at = `_dmarc.${domain}`;
const key = `office._domainkey.${domain}`;

const cases: Readonly<Record<string, Case>> = {
  "Cloudflare Email Routing in place of the SPF record": {
    live: { [domain]: { TXT: ["v=spf1 include:_spf.mx.cloudflare.net ~all"] } },
    drift: [`different ${domain} TXT: cloudflare-email-routing revert`],
    says: /in the place of the planned one.*turn Email Routing off/,
  },
  "Cloudflare Email Routing that takes the mail": {
    live: {
      [domain]: {
        TXT: [SPF, "v=spf1 include:_spf.mx.cloudflare.net ~all"],
        MX: ["10 route1.mx.cloudflare.net"],
      },
    },
    drift: [`extra ${domain} TXT: cloudflare-email-routing adopt`],
    says: /beside the planned record, and takes the domain's mail.*cloudflareEmail\(\)/,
  },
  "Cloudflare DMARC Management's report address": {
    live: { [at]: { TXT: [`${POLICY},mailto:0a1b@dmarc-reports.cloudflare.net`] } },
    drift: [`different ${at} TXT: cloudflare-dmarc-management adopt`],
    says: /added its report address \(0a1b@dmarc-reports\.cloudflare\.net\)\..*dmarc\.reportTo/,
  },
  "Cloudflare DMARC Management's own record": {
    live: { [at]: { TXT: ["v=DMARC1; p=none; rua=mailto:0a1b@dmarc-reports.cloudflare.net"] } },
    drift: [`different ${at} TXT: cloudflare-dmarc-management revert`],
    says: /the policy is p=none where p=quarantine is declared/,
  },
  "Cloudflare Email Sending's policy": {
    live: { [at]: { TXT: ["v=DMARC1; p=reject;"] } },
    drift: [`different ${at} TXT: cloudflare-email-sending-dmarc revert`],
    says: /Cloudflare Email Sending makes/,
  },
  "a second SPF record of a vendor's": {
    live: { [domain]: { TXT: [SPF, "v=spf1 include:sendgrid.net ~all"] } },
    drift: [`extra ${domain} TXT: second-spf-record adopt`],
    says: /2 SPF records stand here, one for Twilio SendGrid/,
  },
  "a second SPF record of nobody known": {
    live: { [domain]: { TXT: [SPF, "v=spf1 ip4:198.51.100.7 -all"] } },
    drift: [`extra ${domain} TXT: second-spf-record revert`],
    says: /one that is not planned/,
  },
  "a term that a vendor asked for": {
    live: { [domain]: { TXT: ["v=spf1 ip4:192.0.2.10 include:servers.mcsv.net ~all"] } },
    drift: [`different ${domain} TXT: spf-term-added adopt`],
    says: /Include:servers\.mcsv\.net \(.*Mailchimp.*\) was added\./i,
  },
  "a term of a person's": {
    live: { [domain]: { TXT: ["v=spf1 ip4:192.0.2.10 ip4:198.51.100.7 ~all"] } },
    drift: [`different ${domain} TXT: spf-term-added adopt`],
    says: /Ip4:198\.51\.100\.7 was added\..*spf\.terms/,
  },
  "another all": {
    live: { [domain]: { TXT: ["v=spf1 ip4:192.0.2.10 ?all"] } },
    drift: [`different ${domain} TXT: spf-terms-changed revert`],
    says: /\?all stands where ~all is planned/,
  },
  "the same SPF in other words": {
    live: { [domain]: { TXT: ["V=SPF1  +ip4:192.0.2.10 ~all "] } },
    drift: [`different ${domain} TXT: same-meaning revert`],
    says: /receivers see no difference/,
  },
  "the same terms in another order": {
    plan: "google",
    live: { [domain]: { TXT: ["v=spf1 ip4:192.0.2.10 include:_spf.google.com ~all", TOKEN] } },
    drift: [`different ${domain} TXT: spf-order revert`],
    says: /in another order/,
  },
  "a CNAME where a sending name has its SPF": {
    plan: "news",
    live: { [`news.${domain}`]: { CNAME: "shops.myshopify.com" } },
    drift: [`different news.${domain} TXT: cname-in-the-way revert`],
    says: /A CNAME to shops\.myshopify\.com.* stands here, and nothing else can/,
  },
  "a CNAME over _dmarc": {
    live: { [at]: { CNAME: "_dmarc.client_example._d.easydmarc.pro" } },
    drift: [`different ${at} TXT: dmarc-delegated revert`],
    says: /is a CNAME to _dmarc\.client_example\._d\.easydmarc\.pro: EasyDMARC now decides the policy/,
  },
  "_dmarc as a zone of a vendor's": {
    live: { [at]: { delegatedTo: ["ns.vali.email"] } },
    drift: [`different ${at} TXT: dmarc-delegated revert`],
    says: /is delegated to ns\.vali\.email: Valimail/,
  },
  "two policies": {
    live: { [at]: { TXT: [POLICY, "v=DMARC1; p=none"] } },
    drift: [`extra ${at} TXT: second-dmarc-record revert`],
    says: /as if there were none/,
  },
  "a looser policy": {
    live: { [at]: { TXT: [POLICY.replace("quarantine", "none")] } },
    drift: [`different ${at} TXT: dmarc-looser revert`],
    says: /looser than declared: p=none where the spec says quarantine/,
  },
  "a tighter policy for subdomains": {
    live: { [at]: { TXT: [POLICY.replace("quarantine;", "quarantine; sp=reject;")] } },
    drift: [`different ${at} TXT: dmarc-tighter revert`],
    says: /tighter than declared: sp=reject where the spec says quarantine/,
  },
  "a report address of a vendor's": {
    live: { [at]: { TXT: [`${POLICY},mailto:x@rua.powerdmarc.com`] } },
    drift: [`different ${at} TXT: dmarc-reports-changed adopt`],
    says: /Reports also go to x@rua\.powerdmarc\.com \(PowerDMARC\)/,
  },
  "what is no policy": {
    live: { [at]: { TXT: ["DMARC1; p=none"] } },
    drift: [`different ${at} TXT: dmarc-unreadable revert`],
    says: /no policy record that receivers can read/,
  },
  "quotes that were kept": {
    live: { [domain]: { TXT: [`"${SPF}"`] }, [at]: { TXT: [`\\"${POLICY}\\"`] } },
    drift: [`different ${domain} TXT: quotes-kept revert`, `different ${at} TXT: quotes-kept revert`],
    says: /quotation marks were entered as part of the value/,
  },
  "a key cut at 255 octets": {
    plan: "google",
    live: { [`google._domainkey.${domain}`]: { TXT: [GOOGLE_KEY.slice(0, 255)] } },
    drift: [`different google._domainkey.${domain} TXT: text-cut revert`],
    says: /cut off after 255 of \d+ octets/,
  },
  "a key joined with a blank": {
    plan: "google",
    live: { [`google._domainkey.${domain}`]: { TXT: [`${GOOGLE_KEY.slice(0, 255)} ${GOOGLE_KEY.slice(255)}`] } },
    drift: [`different google._domainkey.${domain} TXT: joined-with-blank revert`],
    says: /joined with a blank/,
  },
  "a key in pieces": {
    plan: "google",
    live: { [`google._domainkey.${domain}`]: { TXT: [GOOGLE_KEY.slice(0, 255), GOOGLE_KEY.slice(255)] } },
    drift: [`different google._domainkey.${domain} TXT: text-in-pieces revert`],
    says: /entered as values of their own/,
  },
  "another key": {
    live: { [key]: { TXT: [`v=DKIM1; k=ed25519; p=${OTHER_ED25519_KEY}`] } },
    drift: [`different ${key} TXT: other-dkim-key adopt`],
    says: /an old one, or a new one/,
  },
  "a key beside another": {
    live: { [key]: { TXT: [`v=DKIM1; k=ed25519; p=${OTHER_ED25519_KEY}`, `v=DKIM1; k=ed25519; p=${ED25519_KEY}`] } },
    drift: [`extra ${key} TXT: second-dkim-key revert`],
    says: /More than one key record/,
  },
  "a revoked key": {
    live: { [key]: { TXT: ["v=DKIM1; k=ed25519; p="] } },
    drift: [`different ${key} TXT: dkim-key-revoked adopt`],
    says: /empty p=/,
  },
  "a key whose CNAME is somebody else's": {
    live: { [key]: { CNAME: "k1.domainkey.u1234567.wl123.sendgrid.net" } },
    drift: [`different ${key} TXT: dkim-delegated adopt`],
    says: /A CNAME to k1\.domainkey\.u1234567/,
  },
  "a CNAME proxied at Cloudflare": {
    plan: "shop",
    live: { [`s1._domainkey.${domain}`]: { A: ["192.0.2.77"], AAAA: ["2001:db8::77"] } },
    drift: [`different s1._domainkey.${domain} CNAME: cloudflare-proxied revert`],
    says: /answers with addresses \(192\.0\.2\.77, …\).*DNS only/,
  },
  "a CNAME that another host flattens": {
    plan: "zonefile",
    live: { [`em1234.${domain}`]: { A: ["192.0.2.77"] } },
    drift: [`different em1234.${domain} CNAME: cname-flattened revert`],
    says: /ALIAS or the like/,
  },
  "a key pasted for its CNAME": {
    plan: "shop",
    live: { [`s1._domainkey.${domain}`]: { TXT: [GOOGLE_KEY] } },
    drift: [`different s1._domainkey.${domain} CNAME: dkim-key-pasted revert`],
    says: /A copy of the key stands in the place of the CNAME/,
  },
  "a target with the zone behind it": {
    plan: "shop",
    live: { [`em1234.${domain}`]: { CNAME: `u1234567.wl123.sendgrid.net.${domain}` } },
    drift: [`different em1234.${domain} CNAME: doubled-target revert`],
    says: /without its dot at the end/,
  },
  "another account's target": {
    plan: "shop",
    live: { [`em1234.${domain}`]: { CNAME: "u7654321.wl123.sendgrid.net" } },
    drift: [`different em1234.${domain} CNAME: other-target adopt`],
    says: /leads to u7654321\.wl123\.sendgrid\.net \(Twilio SendGrid/,
  },
  "a name entered whole where a relative one is wanted": {
    live: { [at]: undefined, [`${at}.${domain}`]: { TXT: [POLICY] } },
    drift: [`missing ${at} TXT: doubled-name revert`],
    says: new RegExp(`The value stands at ${at}\\.${domain}`),
  },
  "a wildcard that answers for a missing name": {
    live: { [at]: undefined, [`*.${domain}`]: { TXT: ["v=spf1 -all"] } },
    drift: [`different ${at} TXT: answered-by-wildcard revert`],
    says: /Nothing stands at _dmarc\.client\.example, and the wildcard \*\.client\.example answers/,
  },
  "a wildcard of the web site's that answers for a CNAME": {
    plan: "shop",
    live: { [`em1234.${domain}`]: undefined, [`*.${domain}`]: { A: ["192.0.2.80"] } },
    drift: [`different em1234.${domain} CNAME: answered-by-wildcard revert`],
    says: /the wildcard \*\.client\.example answers/,
  },
  "consent to everybody's reports": {
    live: { [`*._report._dmarc.${domain}`]: { TXT: ["v=DMARC1"] } },
    drift: [`extra *._report._dmarc.${domain} TXT: report-wildcard adopt`],
    says: /lets reports about any domain come here/,
  },
  "a null MX from the days it was parked": {
    live: { [domain]: { TXT: [SPF], MX: ["0 ."] } },
    drift: [`extra ${domain} MX: null-mx-left revert`],
    says: /takes no mail/,
  },
  "mail at a parked domain": {
    plan: "parked",
    live: { [domain]: { TXT: ["v=spf1 -all"], MX: ["1 smtp.google.com"] } },
    drift: [`different ${domain} MX: other-mail-hosts adopt`],
    says: /those of Google Workspace, although the domain is parked/,
  },
  "an undeclared string at Route 53": {
    plan: "route53",
    live: { [domain]: { TXT: [SPF, TOKEN] } },
    drift: [`extra ${domain} TXT: foreign-string adopt`],
    says: /Strings \(Google Workspace\) that the spec does not declare; at Route 53/,
  },
  "a policy at the apex": {
    live: { [domain]: { TXT: [SPF, "v=DMARC1; p=none"] } },
    drift: [`extra ${domain} TXT: policy-at-wrong-name revert`],
    says: /where no receiver looks/,
  },
  "a token that is gone": {
    plan: "google",
    live: { [domain]: { TXT: ["v=spf1 include:_spf.google.com ip4:192.0.2.10 ~all"] } },
    drift: [`missing ${domain} TXT: undefined revert`],
    says: /mailwright up makes it/,
  },
  "nothing at all": {
    live: { [domain]: undefined, [at]: undefined, [key]: undefined },
    drift: [
      `missing ${domain} TXT: undefined revert`,
      `missing ${at} TXT: undefined revert`,
      `missing ${key} TXT: undefined revert`,
    ],
    says: /mailwright up makes it/,
  },
};

describe("each cause", () => {
  test.each(Object.entries(cases))("%s", async (_, { plan = "plain", live, drift, says }) => {
    const found = await verified(plans[plan], zone =>
      edited(zone, {
        ...live,
        // The zone itself is there whatever becomes of its strings.
        ...(domain in live ? { [domain]: { SOA: 1, ...live[domain] } } : {}),
      }),
    );
    const brief = found.drift.map(one => `${one.kind} ${one.name} ${one.type}: ${one.causeId} ${one.advice}`);
    expect(brief.toSorted()).toEqual([...drift].toSorted());
    for (const { cause = "", fix } of found.drift) {
      expect(`${cause} ${fix}`).toMatch(says);
      expect(fix).toMatch(/^\S.*\.$/s);
      if (cause !== "") expect(cause).toMatch(/^\S.*\.$/s);
    }
  });

  test("nothing is drift where the zone is the plan's", async () => {
    for (const plan of Object.values(plans)) {
      expect(
        await verified(
          plan,
          zone => zone,
          zone => zone,
        ),
      ).toEqual({ drift: [], notes: [] });
    }
  });

  test("all of them have a case", () => {
    const folder = join(__dirname, "../../../src/hosts/drift/causes");
    const files = readdirSync(folder);
    expect(files).toHaveLength(causes.length);
    const ids = files.flatMap(file =>
      [...readFileSync(join(folder, file), "utf8").matchAll(/(?:\bid: |cause\(|\bid = ).*?;?$/gm)].flatMap(([line]) =>
        [...line.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map(match => match[1] as string),
      ),
    );
    expect(ids.length).toBeGreaterThan(30);
    const here = readFileSync(__filename, "utf8");
    expect(ids.filter(id => !here.includes(` ${id} `) && !here.includes(`"${id}"`))).toEqual([]);
  });
});

describe("servers", () => {
  test("of which one has an old copy", async () => {
    const { drift } = await verified(
      plans.plain,
      zone => zone,
      zone => edited(zone, { [at]: { TXT: ["v=DMARC1; p=none"] } }),
    );
    expect(drift).toEqual([
      expect.objectContaining({
        name: at,
        kind: "different",
        servers: ["ns2.dns.example"],
        causeId: "servers-disagree",
        cause: expect.stringContaining("(serial 11 here, 10 there)"),
        advice: "wait",
      }),
    ]);
  });

  test("that each say something else are told apart", async () => {
    const { drift } = await verified(
      plans.plain,
      zone => edited(zone, { [at]: { TXT: ["v=DMARC1; p=none"] } }),
      zone => edited(zone, { [at]: undefined }),
    );
    expect(drift.map(({ kind, servers }) => [kind, servers])).toEqual([
      ["different", ["ns1.dns.example"]],
      ["missing", ["ns2.dns.example"]],
    ]);
  });

  test("of another host than the spec's", () => {
    const answers = new Map(
      firstQuestions(plans.plain).map(question => [answerKey(question), { status: "nxdomain" } as const]),
    );
    const at53 = (name: string) => ({ name, address: "192.0.2.53:53", serial: 1, answers });
    const causesAt = (...names: readonly string[]) => causesOf(plans.plain, ...names);
    const causesOf = (plan: DomainPlan, ...names: readonly string[]) =>
      compareLive(plan, { cached: false, servers: names.map(at53) }).drift.map(({ causeId }) => causeId);
    expect(causesAt("ns-1.awsdns-00.com", "ns-2.awsdns-01.net")).toEqual(Array(3).fill("delegated-elsewhere"));
    expect(causesAt("ns-1.awsdns-00.com", "ada.ns.cloudflare.com")).toEqual(Array(3).fill(undefined));
    expect(causesAt("ns1.dns.example")).toEqual(Array(3).fill(undefined));
    const moving = { ...plans.plain, alsoAt: route53({ zoneId: ROUTE53_ZONE }) };
    expect(causesOf(moving, "ns-1.awsdns-00.com")).toEqual(Array(3).fill(undefined));
    expect(causesOf(moving, "ns1.domaincontrol.com")).toEqual(Array(3).fill("delegated-elsewhere"));
  });
});

describe("notes", () => {
  test("a TTL of the host's own is no drift", async () => {
    const { drift, notes } = await verified(plans.plain, zone =>
      Object.fromEntries(Object.entries(zone).map(([name, one]) => [name, { ...one, ttl: 300 }])),
    );
    expect(drift).toEqual([]);
    expect(notes.map(({ note }) => note)).toEqual(["TTL 300, lower than the planned 3600, and 2 more RRsets"]);
  });

  test("a string of somebody else's is no drift where it can stand beside ours", async () => {
    const { drift, notes } = await verified(plans.plain, zone =>
      edited(zone, { [domain]: { ...zone[domain], TXT: [SPF, TOKEN] } }),
    );
    expect(drift).toEqual([]);
    expect(notes.map(({ note }) => note)).toEqual([`"${TOKEN}" (Google Workspace) is not in the spec, and kept`]);
  });
});
