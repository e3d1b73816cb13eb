/** The cases of every service: one line a file of `cases/`, in each of the three lists. */
import { crmCases, crmRefusals } from "./cases/crm.ts";
import { forwardingCases, forwardingRefusals } from "./cases/forwarding.ts";
import { gatewayCases, gatewayRefusals } from "./cases/gateway.ts";
import { helpdeskCases, helpdeskRefusals } from "./cases/helpdesk.ts";
import { mailboxHostingCases, mailboxHostingRefusals } from "./cases/mailbox-hosting.ts";
import { mailboxCases, mailboxRefusals } from "./cases/mailbox.ts";
import { marketingCases, marketingRefusals } from "./cases/marketing.ts";
import { newsletterCases, newsletterRefusals } from "./cases/newsletters.ts";
import { ownServerCases, ownServerRefusals } from "./cases/own-server.ts";
import { saasCases, saasRefusals } from "./cases/saas.ts";
import { transactionalNewerCases, transactionalNewerRefusals } from "./cases/transactional-newer.ts";
import { transactionalSesCases, transactionalSesRefusals } from "./cases/transactional-ses.ts";
import { transactionalCases, transactionalRefusals } from "./cases/transactional.ts";
import type { Refusal, ServiceCase } from "./service-case.ts";

/** The first case of each service is its fullest good use. */
export const cases: readonly ServiceCase[] = [
  ...crmCases,
  ...forwardingCases,
  ...gatewayCases,
  ...helpdeskCases,
  ...mailboxHostingCases,
  ...mailboxCases,
  ...marketingCases,
  ...newsletterCases,
  ...ownServerCases,
  ...saasCases,
  ...transactionalNewerCases,
  ...transactionalSesCases,
  ...transactionalCases,
];

export const refusals: readonly Refusal[] = [
  ...crmRefusals,
  ...forwardingRefusals,
  ...gatewayRefusals,
  ...helpdeskRefusals,
  ...mailboxHostingRefusals,
  ...mailboxRefusals,
  ...marketingRefusals,
  ...newsletterRefusals,
  ...ownServerRefusals,
  ...saasRefusals,
  ...transactionalNewerRefusals,
  ...transactionalSesRefusals,
  ...transactionalRefusals,
];

/** The fullest good use of a service. */
export function firstCase(id: string): ServiceCase {
  const found = cases.find(({ use }) => use.service === id);
  if (found === undefined) throw new Error(`no case of ${id} in test/services/cases`);
  return found;
}
