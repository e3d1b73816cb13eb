/** What each SPF record leads to, followed through the plan and the lock (RFC 7208 §4.6.4). */
import { treeFindings } from "../../spf/tree-findings.ts";
import type { DomainCheck } from "../draft-plan.ts";

/**
 * Only what concerns the domain's mail: how a vendor writes its record is not the client's to mend, and `mailwright spf`
 * shows it.
 */
export const spfTree: DomainCheck = ({ spec, rrsets, spf }) =>
  spf.flatMap(({ name, tree }) => {
    const set = rrsets.find(one => one.name === name && one.type === "TXT");
    const texts = (set?.records ?? []).map(({ rdata }) => rdata);
    return treeFindings(tree, texts, spec.domain).filter(finding => finding.severity !== "info");
  });
