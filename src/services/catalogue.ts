/** Every sending service the product knows, sorted by id. A new service is one file and one line here. */
import { amazonSesService } from "./amazon-ses.ts";
import { brevoService } from "./brevo.ts";
import { fastmailService } from "./fastmail.ts";
import { googleWorkspaceService } from "./google-workspace.ts";
import { hubspotService } from "./hubspot.ts";
import { klaviyoService } from "./klaviyo.ts";
import { mailchimpService } from "./mailchimp.ts";
import { mailgunService } from "./mailgun.ts";
import { mandrillService } from "./mandrill.ts";
import { microsoft365Service } from "./microsoft-365.ts";
import { ownServerService } from "./own-server.ts";
import { postmarkService } from "./postmark.ts";
import { salesforceService } from "./salesforce.ts";
import { sendgridService } from "./sendgrid.ts";
import type { Service } from "./service.ts";
import { zendeskService } from "./zendesk.ts";
import { zohoMailService } from "./zoho-mail.ts";

export const catalogue: readonly Service[] = [
  amazonSesService,
  brevoService,
  fastmailService,
  googleWorkspaceService,
  hubspotService,
  klaviyoService,
  mailchimpService,
  mailgunService,
  mandrillService,
  microsoft365Service,
  ownServerService,
  postmarkService,
  salesforceService,
  sendgridService,
  zendeskService,
  zohoMailService,
];

const byId: ReadonlyMap<string, Service> = new Map(catalogue.map(service => [service.id, service]));

export function serviceById(id: string): Service | undefined {
  return byId.get(id);
}
