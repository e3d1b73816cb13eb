/** Where a fleet's look-ups begin. */
import { expect, test } from "@jest/globals";
import { cloudflare, ownServer, parked, sendgrid } from "#mailwright";
import { lockRoots } from "../../src/plan/lock-roots.ts";
import { clientSpec, CLOUDFLARE_ZONE, office, planOf } from "../support/specs.ts";

test("each SPF record before flattening, below the apex too, and what return paths point to", () => {
  const fleet = planOf(
    clientSpec({
      services: [
        office,
        ownServer({ name: "shop", subdomain: "shop", mx: true }),
        sendgrid({ user: "u1234567", server: "wl123", returnPath: "em1234" }),
      ],
      spf: { terms: ["include:_spf.vendor.example"] },
    }),
    parked({ domain: "typo.example", host: cloudflare({ zoneId: CLOUDFLARE_ZONE.replace(/^0/, "1") }) }),
  );
  const roots = lockRoots(fleet);
  expect(roots.map(({ domain, sources, targets }) => ({ domain, sources, targets }))).toEqual([
    {
      domain: "client.example",
      sources: [
        { name: "client.example", text: "v=spf1 include:_spf.vendor.example ip4:192.0.2.10 ~all" },
        { name: "shop.client.example", text: "v=spf1 mx ~all" },
      ],
      targets: ["u1234567.wl123.sendgrid.net"],
    },
    { domain: "typo.example", sources: expect.anything(), targets: [] },
  ]);
  expect(roots[0]?.rrsets).toBe(fleet.domains[0]?.rrsets);
});
