/** What is wrong, or unwise, in the records that an SPF record leads to. */
import { isAtOrBelow } from "../dns/owner-name.ts";
import { listed, type LocalFinding, type Severity } from "../finding.ts";
import { MAX_HOSTS } from "./evaluation.ts";
import { isPassAll, largeNetworks } from "./permissive-terms.ts";
import { reachedNodes, type ReachedNode } from "./reached-nodes.ts";
import type { SpfNode, SpfTreeTerm } from "./spf-tree.ts";

/** Where a record stands, for the sentences about it. */
interface Place extends ReachedNode {
  readonly root: SpfNode;
  readonly isRoot: boolean;
  /** The technician's own: at or below the policy domain. What is only unwise in a vendor's record is no warning. */
  readonly own: boolean;
  /** `_spf.vendor.example (by way of client.example)`. */
  readonly where: string;
}

/** Findings of every record of the tree, all under the name of its root: that is the record that receivers refuse. */
export function reachedFindings(tree: SpfNode, domain: string): readonly LocalFinding[] {
  return reachedNodes(tree).flatMap(reached => {
    const { node, via } = reached;
    const between = via.slice(1, -1);
    const place: Place = {
      ...reached,
      root: tree,
      isRoot: node === tree,
      own: isAtOrBelow(node.name, domain),
      where: between.length === 0 ? node.name : `${node.name} (by way of ${between.join(", ")})`,
    };
    return [...targetFindings(place), ...node.terms.flatMap(term => termFindings(term, place)), ...unused(place)];
  });
}

/** Includes and redirects that lead to no usable record: receivers answer permerror (RFC 7208 §5.2, §6.1). */
function targetFindings({ node, via, term, root, where, own }: Place): readonly LocalFinding[] {
  if (term === undefined) return [];
  const isRedirect = term.term.type === "modifier";
  const cite = isRedirect ? "RFC 7208 §6.1" : "RFC 7208 §5.2";
  const from = via.at(-2) ?? root.name;
  const error = (id: string, says: string, clause: string, fix: string): readonly LocalFinding[] => [
    { id, severity: "error", name: root.name, message: `"${term.text}" at ${from} ${says}`, cite: clause, fix },
  ];
  const mend = own ? `Put one correct SPF record at ${node.name}, or` : `Correct the name or tell its owner, and`;
  const fix = `${mend} take out ${from === root.name ? `"${term.text}"` : `the term that leads there`} meanwhile.`;
  const answer = "so receivers answer permerror";
  switch (node.state) {
    case "none":
      return error("spf-include-missing", `leads to ${where}, which has no SPF record, ${answer}.`, cite, fix);
    case "several":
      return error("spf-include-missing", `leads to ${where}, which has several SPF records, ${answer}.`, cite, fix);
    case "syntax": {
      const [problem] = node.problems ?? [];
      const fault = problem === undefined ? "" : ` ("${problem.term}": ${problem.message.replace(/\.$/, "")})`;
      return error(
        "spf-include-missing",
        `leads to ${where}, whose record has a syntax error${fault}, ${answer}.`,
        cite,
        fix,
      );
    }
    case "loop":
      return error(
        "spf-loop",
        `leads back to ${node.name} (${via.join(" → ")}), and receivers answer permerror once ten look-ups are spent.`,
        "RFC 7208 §4.6.4",
        `Remove one of the terms of that circle.`,
      );
    default:
      return [];
  }
}

function termFindings(term: SpfTreeTerm, place: Place): readonly LocalFinding[] {
  const { node, root, isRoot, own, where, passes } = place;
  const name = root.name;
  const mild: Severity = own ? "warning" : "info";
  const owner = own ? "" : " or tell its owner";
  const findings: LocalFinding[] = [];
  if (isNameless(term)) {
    findings.push({
      id: "spf-include-missing",
      severity: "error",
      name,
      message: `"${term.text}" at ${where} gives no domain name, so receivers answer permerror.`,
      cite: term.term.type === "modifier" ? "RFC 7208 §6.1" : "RFC 7208 §5.2",
      fix: `Correct the name${owner}.`,
    });
  }
  if (term.exchanges !== undefined && term.exchanges > MAX_HOSTS) {
    findings.push({
      id: "spf-mx-names",
      severity: "error",
      name,
      message: `"${term.text}" at ${where} leads to ${term.exchanges} MX names, and receivers answer permerror above ${MAX_HOSTS}.`,
      cite: "RFC 7208 §4.6.4",
      fix: `Write the addresses of the servers that send in place of "${term.text}"${owner}.`,
    });
  }
  // What the root itself holds is said by `generateSpf`, which also sees terms that never come this far.
  if (isRoot) return [...findings, ...large(term, place, mild)];
  if (term.tried && usesPtr(term)) {
    findings.push({
      id: "spf-ptr",
      severity: mild,
      name,
      message: `"${term.text}" at ${where} looks up the reverse name of each client: slow, unreliable, and not to be published.`,
      cite: kindOf(term) === "ptr" ? "RFC 7208 §5.5" : "RFC 7208 §7.2",
      fix: own ? "Name the servers with ip4:, ip6:, a: or include: instead." : "Tell its owner.",
    });
  }
  if (passes && isPassAll(term)) {
    findings.push({
      id: "spf-permissive",
      severity: "error",
      name,
      message: `The record of ${where} ends in "+all", so every server of the internet passes SPF for ${name}.`,
      cite: "RFC 7208 §5.1",
      fix: own ? `Correct the record of ${node.name}.` : "Take the term that leads there out, and tell its owner.",
    });
  }
  if (kindOf(term) === "redirect" && !term.tried) {
    findings.push({
      id: "spf-redirect-ignored",
      severity: mild,
      name,
      message: `"${term.text}" at ${where} is ignored, because the record has an "all".`,
      cite: "RFC 7208 §6.1",
      fix: own ? `Write "include:" for "redirect=" in the record of ${node.name}, or remove it.` : "Tell its owner.",
    });
  }
  return [...findings, ...large(term, place, mild)];
}

function large(term: SpfTreeTerm, place: Place, mild: Severity): readonly LocalFinding[] {
  if (!place.passes) return [];
  return largeNetworks(term)
    .filter(({ prefix }) => !(place.isRoot && prefix === 0))
    .map(({ family, prefix }): LocalFinding => ({
      id: "spf-permissive",
      severity: prefix === 0 ? "error" : mild,
      name: place.root.name,
      message: `"${term.text}" at ${place.where} lets ${shareOf(family, prefix)} pass.`,
      cite: "RFC 7208 §5.6",
      fix: place.own
        ? "Write the prefix length of the network that sends."
        : "Ask its owner for the networks that send, or take the term that leads there out.",
    }));
}

/** `every IPv4 address`, `16,777,216 IPv4 addresses`, `1/65536 of all IPv6 addresses`. */
function shareOf(family: 4 | 6, prefix: number): string {
  if (prefix === 0) return `every IPv${family} address`;
  const count = String(2 ** (family === 4 ? 32 - prefix : prefix)).replace(/\B(?=(\d{3})+$)/g, ",");
  return family === 4 ? `${count} IPv4 addresses` : `one in ${count} of all IPv6 addresses`;
}

/** Directives behind `all` (RFC 7208 §5.1): one finding a record. */
function unused({ node, root, isRoot, own, where }: Place): readonly LocalFinding[] {
  const behind = node.terms.filter(term => term.term.type === "directive" && !term.tried).map(term => `"${term.text}"`);
  if (behind.length === 0 || isRoot) return [];
  return [
    {
      id: "spf-unused-all",
      severity: own ? "warning" : "info",
      name: root.name,
      message: `At ${where}, ${listed(behind, 5)} ${behind.length === 1 ? "stands" : "stand"} behind "all" and ${behind.length === 1 ? "is" : "are"} never tried.`,
      cite: "RFC 7208 §5.1",
      fix: own ? `Move "all" to the end of the record of ${node.name}.` : "Tell its owner.",
    },
  ];
}

function kindOf({ term }: SpfTreeTerm): string {
  return term.type === "modifier" ? term.name : term.mechanism.kind;
}

/** An include or redirect without macros of the message, whose target is no name all the same (RFC 7208 §4.8). */
function isNameless(term: SpfTreeTerm): boolean {
  return (
    term.lookups === 1 && !term.dynamic && term.target === undefined && ["include", "redirect"].includes(kindOf(term))
  );
}

function usesPtr(term: SpfTreeTerm): boolean {
  const { term: parsed } = term;
  const spec =
    parsed.type === "directive" && "domainSpec" in parsed.mechanism ? parsed.mechanism.domainSpec : undefined;
  return kindOf(term) === "ptr" || /%\{p/i.test(spec ?? "");
}
