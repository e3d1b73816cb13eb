import { isPolicyRecord } from "../../dmarc/parse.ts";
import { pctOf } from "../../dmarc/read-published.ts";
import type { DomainCheck } from "../draft-plan.ts";

/** A policy record that some service wants, with `pct`: part of the mail to some receivers, all of it to the others. */
export const dmarcPct: DomainCheck = ({ rrsets }) =>
  rrsets
    .filter(({ name, type }) => type === "TXT" && name.startsWith("_dmarc."))
    .flatMap(({ name, records }) =>
      records.flatMap(({ rdata }) => {
        const pct = isPolicyRecord(rdata) ? pctOf(rdata) : undefined;
        if (pct === undefined || pct === 100) return [];
        return [
          {
            id: "dmarc-pct",
            severity: "error",
            name,
            message: `Receivers of RFC 7489 would apply the policy to ${pct} of 100 messages that fail, those of RFC 9989 to all of them.`,
            cite: "RFC 9989 §A.6",
            fix: "Publish the record without pct, and stage the policy itself.",
          },
        ];
      }),
    );
