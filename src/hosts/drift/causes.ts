/** The known causes, the surest first: the first that fits names the difference. */
import { answeredByWildcard } from "./causes/answered-by-wildcard.ts";
import { cloudflareDmarcManagement } from "./causes/cloudflare-dmarc-management.ts";
import { cloudflareEmailRouting } from "./causes/cloudflare-email-routing.ts";
import { cloudflareEmailSendingDmarc } from "./causes/cloudflare-email-sending-dmarc.ts";
import { delegatedElsewhere } from "./causes/delegated-elsewhere.ts";
import { dkimReplaced } from "./causes/dkim-replaced.ts";
import { dmarcDelegated } from "./causes/dmarc-delegated.ts";
import { dmarcPolicyChanged } from "./causes/dmarc-policy-changed.ts";
import { doubledName } from "./causes/doubled-name.ts";
import { foreignString } from "./causes/foreign-string.ts";
import { nullMxLeft } from "./causes/null-mx-left.ts";
import { otherMailHosts } from "./causes/other-mail-hosts.ts";
import { otherTarget } from "./causes/other-target.ts";
import { proxiedCname } from "./causes/proxied-cname.ts";
import { quotesKept } from "./causes/quotes-kept.ts";
import { reportWildcard } from "./causes/report-wildcard.ts";
import { sameMeaning } from "./causes/same-meaning.ts";
import { secondDmarcRecord } from "./causes/second-dmarc-record.ts";
import { secondSpfRecord } from "./causes/second-spf-record.ts";
import { serversDisagree } from "./causes/servers-disagree.ts";
import { spfTermsChanged } from "./causes/spf-terms-changed.ts";
import { textCut } from "./causes/text-cut.ts";
import type { Cause, Difference, DriftContext, NameCause } from "./difference.ts";

export const causes: readonly NameCause[] = [
  serversDisagree,
  doubledName,
  answeredByWildcard,
  delegatedElsewhere,
  dmarcDelegated,
  quotesKept,
  textCut,
  cloudflareEmailRouting,
  cloudflareDmarcManagement,
  cloudflareEmailSendingDmarc,
  secondSpfRecord,
  secondDmarcRecord,
  proxiedCname,
  dkimReplaced,
  otherTarget,
  sameMeaning,
  spfTermsChanged,
  dmarcPolicyChanged,
  nullMxLeft,
  otherMailHosts,
  reportWildcard,
  foreignString,
];

export function nameCause(difference: Difference, context: DriftContext): Cause | undefined {
  for (const cause of causes) {
    const named = cause(difference, context);
    if (named !== undefined) return named;
  }
  return undefined;
}
