/** What an evaluation of a record may spend, and what this one spends (RFC 7208 §4.6.4). */
import { listed, type LocalFinding } from "../finding.ts";
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS } from "./evaluation.ts";
import type { Family } from "./ip-address.ts";
import { reachedNodes } from "./reached-nodes.ts";
import type { SpfNode } from "./spf-tree.ts";
import { termCost, treeCost, type TreeCost } from "./tree-cost.ts";

/** From here on, one more service may be one too many. */
const NEARLY = MAX_LOOKUPS - 1;

export function budgetFindings(tree: SpfNode): readonly LocalFinding[] {
  const cost = treeCost(tree);
  return [...lookups(tree, cost), ...voids(tree, cost), ...unlocked(tree, cost)];
}

function lookups(tree: SpfNode, cost: TreeCost): readonly LocalFinding[] {
  if (cost.lookups < NEARLY) return [];
  const terms = tree.terms
    .map(term => ({ text: term.text, lookups: termCost(term).lookups }))
    .filter(term => term.lookups > 0)
    .toSorted((a, b) => b.lookups - a.lookups);
  const parts = listed(
    terms.map(term => `${term.text} ${term.lookups}`),
    8,
  );
  const count = `${atLeast(cost)}${cost.lookups}`;
  const over = cost.lookups > MAX_LOOKUPS;
  return [
    {
      id: "spf-lookups",
      severity: over ? "error" : "warning",
      name: tree.name,
      message: over
        ? `The SPF record of ${tree.name} costs ${count} DNS look-ups, and receivers answer permerror above ${MAX_LOOKUPS}: ${parts}.`
        : `The SPF record of ${tree.name} costs ${count} of ${MAX_LOOKUPS} DNS look-ups: ${parts}.`,
      cite: "RFC 7208 §4.6.4",
      fix: over
        ? `Take out, move or flatten at least ${cost.lookups - MAX_LOOKUPS} of them; \`mailwright spf\` ranks the ways, and ${terms[0]?.text} costs most.`
        : `Make room before the next service comes or a vendor adds a look-up; \`mailwright spf\` ranks the ways.`,
    },
  ];
}

function voids(tree: SpfNode, cost: TreeCost): readonly LocalFinding[] {
  const [four, six] = [cost.voidLookups[4], cost.voidLookups[6]];
  const most = Math.max(four, six);
  if (most < MAX_VOID_LOOKUPS) return [];
  const family: Family = four >= six ? 4 : 6;
  const over = most > MAX_VOID_LOOKUPS;
  // An IPv4 client that is within the limit is not concerned by an IPv6 client's.
  const onlySix = six > MAX_VOID_LOOKUPS && four <= MAX_VOID_LOOKUPS;
  const clients = four === six ? "" : ` for ${family === 6 ? "IPv6" : "IPv4"} clients`;
  const limit = over
    ? `and receivers may answer ${onlySix ? "those alone " : ""}permerror above ${MAX_VOID_LOOKUPS}`
    : `and ${MAX_VOID_LOOKUPS} are allowed`;
  return [
    {
      id: "spf-void-lookups",
      severity: over && !onlySix ? "error" : "warning",
      name: tree.name,
      message: `${cap(atLeast(cost))}${most} look-ups of the SPF record of ${tree.name} find nothing${clients}, ${limit}: ${listed(voidTerms(tree, family), 8)}.`,
      cite: "RFC 7208 §4.6.4",
      fix:
        family === 6 && four < six
          ? "Remove the terms whose hosts are gone, and write ip4: in place of an a: whose host has no AAAA."
          : "Remove the terms whose names hold nothing any more, or correct their spelling.",
    },
  ];
}

/** `a:old.client.example`, and where it stands when that is not the record itself. */
function voidTerms(tree: SpfNode, family: Family): readonly string[] {
  return reachedNodes(tree).flatMap(({ node }) =>
    node.terms
      .filter(term => term.isVoid[family])
      .map(term => {
        const name = term.text.includes(":") ? term.text : `${term.text} of ${term.target ?? node.name}`;
        return node === tree ? name : `${name} in ${node.name}`;
      }),
  );
}

/** One finding a record: the list of names is the same work, done by one command. */
function unlocked(tree: SpfNode, cost: TreeCost): readonly LocalFinding[] {
  const { missing } = cost;
  if (missing.length === 0) return [];
  const [count, verb] = missing.length === 1 ? ["1 answer", "is"] : [`${missing.length} answers`, "are"];
  return [
    {
      id: "spf-lock-missing",
      severity: "warning",
      name: tree.name,
      message: `${count} that the SPF record of ${tree.name} leads to ${verb} not in dns.lock.json, so its cost is not known: ${listed(missing, 6)}.`,
      cite: "RFC 7208 §4.6.4",
      fix: "Run `mailwright lock` and commit dns.lock.json.",
    },
  ];
}

function atLeast(cost: TreeCost): string {
  return cost.missing.length > 0 ? "at least " : "";
}

function cap(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
