/** A folder of specs with evidence beside them that the gate allows a step on, as of the real today: the command line's clock. */
import { attributor } from "../../src/feedback/attribute.ts";
import { dayAt } from "../../src/feedback/evidence-days.ts";
import { formatEvidence } from "../../src/feedback/format-evidence.ts";
import { makeEvidence } from "../../src/feedback/make-evidence.ts";
import type { PolicyTags } from "../../src/dmarc/effective-policy.ts";
import { catalogue } from "../../src/services/catalogue.ts";
import type { SourceRow } from "../../src/feedback/source-row.ts";
import { ED25519_KEY, clientSpec, planned, planOf } from "./specs.ts";
import { vendorLock } from "./lock.ts";
import { feedback, policy, reporter, row } from "./made-up-feedback.ts";
import { zoneIdOf } from "./cli.ts";

export const today = new Date().toISOString().slice(0, 10);
/** The last 30 whole days. */
export const window = { first: dayAt(today, -30), last: dayAt(today, -1) };
const DAYS = Array.from({ length: 30 }, (_, day) => day);

/** A client with a mail server of its own, at 192.0.2.10, that signs. */
export function officeSpec(domain: string, dmarc = 'policy: "none"', more = ""): string {
  return `import { cloudflare, defineDomain, ownServer } from "#mailwright";

export default defineDomain({
  domain: "${domain}",
  host: cloudflare({ zoneId: "${zoneIdOf(domain)}" }),
  services: [ownServer({ name: "office", ip4: ["192.0.2.10"], dkim: { office: "${ED25519_KEY}" } })],
  // The client asked for care.
  dmarc: { ${dmarc}, reportTo: ["dmarc@${domain}"] },
  ${more}
});
`;
}

/** One policy of the window, from one of its days to another, and the office's mail of those days under it. */
export interface Stretch {
  readonly published: PolicyTags;
  /** Days of the window by index. */
  readonly from?: number;
  readonly until?: number;
  readonly passed?: number;
  readonly failed?: number;
  readonly spoofed?: number;
}

/** Messages of the office's, unless said otherwise 600 that all pass. */
export function evidenceText(domain: string, stretches: readonly Stretch[], signs = true): string {
  const plan = planned(planOf(clientSpec({ domain })), domain);
  const rows = stretches.flatMap(({ published, from = 0, until = 29, passed = 600, failed = 0, spoofed = 0 }, at) => {
    const days = DAYS.slice(from, until + 1);
    const stopped = published.p === "none" ? "none" : published.p;
    const some = { headerFrom: domain, envelopeFrom: domain, policy: at, days };
    const key = (result: "pass" | "fail") => [{ domain, selector: "office", result }];
    const spf = [{ domain, scope: "mfrom", result: "pass" }] as const;
    const lost = { ...some, alignedDkim: false, alignedSpf: false, disposition: stopped } as const;
    const all: readonly SourceRow[] = [
      row({ ...some, alignedDkim: signs, dkim: signs ? key("pass") : [], spf, messages: passed }),
      row({
        ...lost,
        dkim: key("fail"),
        spf: [{ domain: "elsewhere.example", scope: "mfrom", result: "pass" }],
        messages: failed,
      }),
      row({
        ...lost,
        sourceIp: "198.51.100.7",
        dkim: [],
        spf: [{ domain, scope: "mfrom", result: "fail" }],
        messages: spoofed,
      }),
    ];
    return all.filter(({ messages }) => messages > 0);
  });
  const policies = stretches.map(({ published, from = 0, until = 29 }) =>
    policy(
      { domain, ...published },
      { first: dayAt(window.first, from), last: dayAt(window.first, until), reporters: 3, messages: 600 },
    ),
  );
  const ever = { first: dayAt(today, -300), last: window.last, days: 300 };
  const made = feedback({
    domain,
    window,
    days: DAYS,
    policies,
    rows,
    reporters: ["r1.example", "r2.example", "r3.example"].map(name => reporter(name, ever)),
  });
  return formatEvidence(
    makeEvidence(made, { declared: plan.declared, attribute: attributor(plan, { catalogue, lock: vendorLock }) }),
  );
}
