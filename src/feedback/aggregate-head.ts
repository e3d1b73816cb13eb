/** Metadata and published policy of a report while it is being read (RFC 9990 §3.1.1, RFC 7489 Appendix C). */
import type { FieldReader, Setters } from "./aggregate-draft.ts";
import { alignmentReader, policyReader, readDiscovery, readTesting } from "./aggregate-words.ts";
import type { FeedbackHead, PolicyPublished, ReportMetadata } from "./feedback.ts";
import { readDate } from "./read-date.ts";
import { nameReader, reading, readOptional, readPct, type ReadValue } from "./read-value.ts";
import type { RepairTally } from "./repair-tally.ts";

export interface HeadDraft {
  readonly setters: Setters;
  /** The policy domain, once it is known. */
  readonly domain: () => string;
  readonly end: (sharedFrom: string) => { readonly head: FeedbackHead } | { readonly rejected: string };
}

const MOST_ERRORS = 100;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Made once: they are the same for all reports. */
const [readP, readSp, readNp] = [policyReader("p"), policyReader("sp"), policyReader("np")];
const [readAdkim, readAspf] = [alignmentReader("adkim"), alignmentReader("aspf")];
const readEmailDomain = nameReader("email");
const asIs: ReadValue<string> = text => reading(text);
/** A Message-ID may have angle brackets; the id has none. */
const readId: ReadValue<string> = text => reading(text.replace(/^[<\s]+/, "").replace(/[>\s]+$/, ""));

export function aggregateHead(field: FieldReader, tally: RepairTally): HeadDraft {
  const metadata: Partial<Mutable<Omit<ReportMetadata, "dateRange" | "errors">>> = {};
  const policy: { -readonly [K in keyof PolicyPublished]?: PolicyPublished[K] | undefined } = {};
  const errors: string[] = [];
  let version: string | undefined;
  let begin: number | undefined;
  let end: number | undefined;

  const setBegin = field(readDate, value => void (begin = value));
  const setEnd = field(readDate, value => void (end = value));
  const setError = field(asIs, text => {
    if (text === "") return;
    if (errors.length < MOST_ERRORS) errors.push(text);
    else tally.count(`error: more than ${MOST_ERRORS}, the rest left out`);
  });

  const setters: Setters = {
    "feedback/version": field(readOptional, value => void (version = value)),
    "feedback/error": setError,
    "report_metadata/org_name": field(asIs, value => void (metadata.orgName = value)),
    "report_metadata/email": field(asIs, value => void (metadata.email = value)),
    "report_metadata/extra_contact_info": field(readOptional, value => void (metadata.extraContactInfo = value)),
    "report_metadata/report_id": field(readId, value => void (metadata.reportId = value)),
    "report_metadata/error": setError,
    "report_metadata/generator": field(readOptional, value => void (metadata.generator = value)),
    "report_metadata/begin": setBegin,
    "report_metadata/end": setEnd,
    "date_range/begin": setBegin,
    "date_range/end": setEnd,
    "policy_published/domain": field(nameReader("policy domain"), value => void (policy.domain = value)),
    "policy_published/p": field(readP, value => void (policy.p = value)),
    "policy_published/sp": field(readSp, value => void (policy.sp = value)),
    "policy_published/np": field(readNp, value => void (policy.np = value)),
    "policy_published/adkim": field(readAdkim, value => void (policy.adkim = value)),
    "policy_published/aspf": field(readAspf, value => void (policy.aspf = value)),
    "policy_published/pct": field(readPct, value => void (policy.pct = value)),
    "policy_published/fo": field(readOptional, value => void (policy.fo = value)),
    "policy_published/discovery_method": field(readDiscovery, value => void (policy.discoveryMethod = value)),
    "policy_published/testing": field(readTesting, value => void (policy.testing = value)),
  };

  const dateRange = (): ReportMetadata["dateRange"] | undefined => {
    const first = begin ?? end;
    const last = end ?? begin;
    if (first === undefined || last === undefined) return undefined;
    if (begin === undefined || end === undefined) tally.count("date_range: one end missing, the other taken");
    if (first > last) tally.count("date_range: begin after end, exchanged");
    return { begin: Math.min(first, last), end: Math.max(first, last) };
  };

  /** Reports are told apart by their reporter, too. */
  const orgName = (): string => {
    const { orgName: own = "", email = "" } = metadata;
    const lent = own === "" && email.includes("@") ? readEmailDomain(email).value : "";
    if (lent === "") return orMissing(own, "org_name");
    tally.count("org_name: missing, the domain of the e-mail address taken");
    return lent;
  };

  const orMissing = (value: string | undefined, what: string): string => {
    if (value === undefined || value === "") tally.count(`${what}: missing`);
    return value ?? "";
  };

  return {
    setters,
    domain: () => policy.domain ?? "",
    end: sharedFrom => {
      const range = dateRange();
      if (range === undefined) {
        return Object.keys(metadata).length === 0
          ? { rejected: "It has no report metadata." }
          : { rejected: "It has no date range that can be read." };
      }
      const domain = policy.domain === undefined || policy.domain === "" ? sharedFrom : policy.domain;
      if (domain === "") return { rejected: "It names no policy domain, and its rows share no author domain." };
      if (domain !== policy.domain) tally.count("policy domain: missing, the author domain of all rows taken");
      if (policy.p === undefined) tally.count("p: missing, none taken");
      const { extraContactInfo, generator } = metadata;
      const { sp, np, adkim, aspf, pct, fo, discoveryMethod, testing } = policy;
      return {
        head: {
          version,
          reportMetadata: {
            orgName: orgName(),
            email: orMissing(metadata.email, "email"),
            extraContactInfo,
            reportId: orMissing(metadata.reportId, "report_id"),
            dateRange: range,
            errors,
            generator,
          },
          policyPublished: { domain, p: policy.p ?? "none", sp, np, adkim, aspf, pct, fo, discoveryMethod, testing },
        },
      };
    },
  };
}
