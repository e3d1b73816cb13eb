/** What holds for all domains: when no policy may rise, who goes first, and how many a day. */
import { z } from "zod";
import { canonicalName } from "../dns/owner-name.ts";
import type { Finding } from "../finding.ts";
import { schemaFindings } from "./schema-findings.ts";

export interface FleetSpec {
  /** Days on which no policy rises; loosening is free at all times. */
  readonly freeze?: readonly FreezeWindow[] | undefined;
  /** At most so many domains move a day. */
  readonly perDay?: number | undefined;
  /** Domains that move before all others. */
  readonly canaries?: readonly string[] | undefined;
}

export interface FreezeWindow {
  /** ISO dates, both days inside. */
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

const fleetSpecSchema = z.strictObject({
  freeze: z
    .array(
      z
        .strictObject({ from: z.iso.date(), until: z.iso.date(), reason: z.string().min(1, "expected a reason") })
        .refine(({ from, until }) => from <= until, "expected an until that is not before from"),
    )
    .optional(),
  perDay: z.int().min(1, "expected a number of domains from 1").optional(),
  canaries: z.array(z.string()).optional(),
});

/** The default export of the fleet's file, checked; `file` is the path that findings show. */
export function parseFleetSpec(
  exported: unknown,
  file: string,
): { readonly fleet: FleetSpec; readonly findings: readonly Finding[] } {
  const where = { domain: "", file };
  const shape = fleetSpecSchema.safeParse(exported, { reportInput: false });
  if (!shape.success) {
    const isObject = typeof exported === "object" && exported !== null;
    const findings = isObject ? schemaFindings(shape.error.issues, [], exported, where) : [{ ...where, ...notAFleet }];
    return { fleet: {}, findings };
  }
  const { freeze, perDay, canaries } = shape.data;
  return { fleet: { freeze, perDay, canaries: canaries?.map(canonicalName) }, findings: [] };
}

const notAFleet = {
  id: "fleet-no-default",
  severity: "error",
  name: "default export",
  message: "The file's default export is not what holds for the fleet.",
  cite: "mailwright: the fleet",
  fix: "End the file with `export default defineFleet({ … })`.",
} as const;
