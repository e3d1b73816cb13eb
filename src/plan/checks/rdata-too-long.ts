import { formatTxt } from "../../dns/character-string.ts";
import { hostCapabilities } from "../../dns/host-capabilities.ts";
import type { LocalFinding } from "../../finding.ts";
import type { DomainCheck } from "../draft-plan.ts";
import { hostKinds } from "../host-kinds.ts";

/** A TXT value longer than a host keeps, counted as the host counts: quotes and escapes included. */
export const rdataTooLong: DomainCheck = ({ spec, rrsets }) =>
  hostKinds(spec).flatMap(kind => {
    const { name: host, maxTxtLength, source } = hostCapabilities[kind];
    // RFC 1035 §3.2.1: RDLENGTH is an unsigned number of 16 bits.
    const limit = maxTxtLength ?? 65_535;
    return rrsets
      .filter(set => set.type === "TXT")
      .flatMap(set =>
        set.records.flatMap((record): LocalFinding[] => {
          const { length } = formatTxt(record.rdata);
          if (length <= limit) return [];
          return [
            {
              id: "rdata-too-long",
              severity: "error",
              name: set.name,
              message: `The TXT value for ${record.role} takes ${length} characters; ${host} keeps ${limit}.`,
              cite: source,
              fix: "Shorten it: drop terms of services that are gone, or use a smaller key.",
            },
          ];
        }),
      );
  });
