/** The words and bounds that rows of evidence are made of; the words are those of RFC 9990's schema (Appendix A). */

/** More of anything that a spec declares is no domain's. */
export const MANY = 10_000;

/** No control characters, and nothing that turns the direction of what follows. */
export const PLAIN = /^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$/;

export const DISPOSITIONS = ["none", "quarantine", "reject", "pass"] as const;
export const SPF_SCOPES = ["helo", "mfrom"] as const;
export const SPF_RESULTS = ["none", "neutral", "pass", "fail", "softfail", "policy", "temperror", "permerror"] as const;
export const DKIM_RESULTS = ["none", "pass", "fail", "policy", "neutral", "temperror", "permerror"] as const;
export const OVERRIDES = [
  "forwarded",
  "local_policy",
  "mailing_list",
  "other",
  "policy_test_mode",
  "sampled_out",
  "trusted_forwarder",
] as const;
