/** What a person should know of an SPF record once everything it leads to is followed. */
import type { LocalFinding } from "../finding.ts";
import { budgetFindings } from "./budget-findings.ts";
import { reachedFindings } from "./reached-findings.ts";
import { sizeFindings } from "./size-findings.ts";
import type { SpfNode } from "./spf-tree.ts";

/**
 * Findings about the record at `tree.name`. `txt` are all TXT strings at that name; records at or below `domain` are the
 * domain's own. What stands in the record itself and needs no look-up is `generateSpf`'s to say.
 */
export function treeFindings(tree: SpfNode, txt: readonly string[], domain: string): readonly LocalFinding[] {
  return [...budgetFindings(tree), ...sizeFindings(tree.name, txt), ...reachedFindings(tree, domain)];
}
