/** Every check of a single domain's plan; a new one is a file in checks/ and a line here. */
import { alsoAtSameKind } from "./checks/also-at-same-kind.ts";
import { cnameAtApex } from "./checks/cname-at-apex.ts";
import { cnameBesideData } from "./checks/cname-beside-data.ts";
import { cnameDuplicate } from "./checks/cname-duplicate.ts";
import { dkimSelectorClash } from "./checks/dkim-selector-clash.ts";
import { dkimSelectorRetired } from "./checks/dkim-selector-retired.ts";
import { dmarcNoDkim } from "./checks/dmarc-no-dkim.ts";
import { dmarcNpTwoReadings } from "./checks/dmarc-np-two-readings.ts";
import { dmarcPct } from "./checks/dmarc-pct.ts";
import { dmarcRejectSpfOnly } from "./checks/dmarc-reject-spf-only.ts";
import { dmarcServiceUnaligned } from "./checks/dmarc-service-unaligned.ts";
import { dmarcTestingQuarantine } from "./checks/dmarc-testing-quarantine.ts";
import { dmarcTwoRecords } from "./checks/dmarc-two-records.ts";
import { ownerNameSyntax } from "./checks/owner-name-syntax.ts";
import { rdataTooLong } from "./checks/rdata-too-long.ts";
import { roleClash } from "./checks/role-clash.ts";
import { spfTree } from "./checks/spf-tree.ts";
import { spfTwoRecords } from "./checks/spf-two-records.ts";
import { targetSyntax } from "./checks/target-syntax.ts";
import { ttlOutOfRange } from "./checks/ttl-out-of-range.ts";
import { txtNotAscii } from "./checks/txt-not-ascii.ts";
import type { DomainCheck } from "./draft-plan.ts";

export const domainChecks: readonly DomainCheck[] = [
  alsoAtSameKind,
  cnameAtApex,
  cnameBesideData,
  cnameDuplicate,
  dkimSelectorClash,
  dkimSelectorRetired,
  dmarcNoDkim,
  dmarcNpTwoReadings,
  dmarcPct,
  dmarcRejectSpfOnly,
  dmarcServiceUnaligned,
  dmarcTestingQuarantine,
  dmarcTwoRecords,
  ownerNameSyntax,
  rdataTooLong,
  roleClash,
  spfTree,
  spfTwoRecords,
  targetSyntax,
  ttlOutOfRange,
  txtNotAscii,
];
