/** Yandex 360: mailboxes that send with the client's own domain in MAIL FROM. */
import { z } from "zod";
import { commonOptions, dkimKeys } from "./common-options.ts";
import { clientKeys } from "./contribution-parts.ts";
import { defineService } from "./define-service.ts";
import { verificationText, verificationToken } from "./domain-verification.ts";

/** For a domain that sends by Yandex alone its pages show `redirect=_spf.yandex.net`; the include says the same. */
export const yandex360 = defineService({
  id: "yandex-360",
  name: "Yandex 360",
  category: "mailbox",
  docs: "https://yandex.ru/support/yandex-360/business/admin/ru/domains/dns/spf",
  source: "Yandex help on DNS records for mail (SPF); key record, MX and verification from public zones",
  lastVerified: "2026-11-24",
  alignment: { spf: "yes", dkim: "yes" },
  // The selector is no trace: any server may use `mail`.
  traces: {
    spf: ["include:_spf.yandex.net"],
    mx: ["mx.yandex.net"],
    txt: ["yandex-verification: *"],
  },
  options: z.strictObject({
    ...commonOptions,
    /**
     * Selector → key, from Admin console ▸ Domains ▸ the domain ▸ DKIM; the selector is `mail`. Give the whole record:
     * its `t=s` ties the signature to the domain itself, without names below (RFC 6376 §3.6.1). `{}` says that DKIM is
     * not turned on yet.
     */
    dkim: dkimKeys,
    /** What stands behind `yandex-verification: `, from Admin console ▸ Domains. */
    verification: verificationToken.optional(),
  }),
  contribute({ dkim, verification }, at) {
    return {
      spf: ["include:_spf.yandex.net"],
      ...clientKeys(dkim, at, { name: "Yandex 360", where: "in the Admin console" }),
      names: verificationText("yandex-360", "yandex-verification: ", verification),
    };
  },
});
