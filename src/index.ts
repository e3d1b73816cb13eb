/** What a spec file imports as "#mailwright": the public entry, and the only barrel. */
export { cloudflare, defineDomain, parked, route53, zonefile } from "./spec/define.ts";
export type { DomainSpec, HostChoice, ParkedSpec } from "./spec/domain-spec.ts";
export { amazonSes } from "./services/amazon-ses.ts";
export { brevo } from "./services/brevo.ts";
export { fastmail } from "./services/fastmail.ts";
export { googleWorkspace } from "./services/google-workspace.ts";
export { hubspot } from "./services/hubspot.ts";
export { klaviyo } from "./services/klaviyo.ts";
export { mailchimp } from "./services/mailchimp.ts";
export { mailgun } from "./services/mailgun.ts";
export { mandrill } from "./services/mandrill.ts";
export { microsoft365 } from "./services/microsoft-365.ts";
export { ownServer } from "./services/own-server.ts";
export { postmark } from "./services/postmark.ts";
export { salesforce } from "./services/salesforce.ts";
export { sendgrid } from "./services/sendgrid.ts";
export { zendesk } from "./services/zendesk.ts";
export { zohoMail } from "./services/zoho-mail.ts";
