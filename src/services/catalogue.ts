/** Every sending service the product knows, sorted by id. A new service is one file and one line here. */
import { activecampaign } from "./activecampaign.ts";
import { amazonSes } from "./amazon-ses.ts";
import { atlassian } from "./atlassian.ts";
import { aweber } from "./aweber.ts";
import { barracuda } from "./barracuda.ts";
import { bluehostEmail } from "./bluehost-email.ts";
import { brevo } from "./brevo.ts";
import { broadcomMessagelabs } from "./broadcom-messagelabs.ts";
import { campaignMonitor } from "./campaign-monitor.ts";
import { ciscoSecureEmail } from "./cisco-secure-email.ts";
import { clerk } from "./clerk.ts";
import { cloudflareEmail } from "./cloudflare-email.ts";
import { constantContact } from "./constant-contact.ts";
import { customerIo } from "./customer-io.ts";
import { elasticEmail } from "./elastic-email.ts";
import { emailoctopus } from "./emailoctopus.ts";
import { exclaimer } from "./exclaimer.ts";
import { fastmail } from "./fastmail.ts";
import { firebaseAuth } from "./firebase-auth.ts";
import { flockMail } from "./flock-mail.ts";
import { forwardEmail } from "./forward-email.ts";
import { freshworks } from "./freshworks.ts";
import { front } from "./front.ts";
import { gandi } from "./gandi.ts";
import { godaddyEmail } from "./godaddy-email.ts";
import { googleWorkspace } from "./google-workspace.ts";
import { helpScout } from "./help-scout.ts";
import { helpdeskText } from "./helpdesk-text.ts";
import { hostingerEmail } from "./hostinger-email.ts";
import { hubspot } from "./hubspot.ts";
import { icloud } from "./icloud.ts";
import { improvmx } from "./improvmx.ts";
import { infomaniak } from "./infomaniak.ts";
import { intercom } from "./intercom.ts";
import { ionos } from "./ionos.ts";
import { kajabi } from "./kajabi.ts";
import { kit } from "./kit.ts";
import { klaviyo } from "./klaviyo.ts";
import { leadconnector } from "./leadconnector.ts";
import { lettermint } from "./lettermint.ts";
import { loops } from "./loops.ts";
import { mailboxOrg } from "./mailbox-org.ts";
import { mailchimp } from "./mailchimp.ts";
import { maileonIonos } from "./maileon-ionos.ts";
import { mailerlite } from "./mailerlite.ts";
import { mailersend } from "./mailersend.ts";
import { mailgunAss } from "./mailgun-ass.ts";
import { mailgun } from "./mailgun.ts";
import { mailjet } from "./mailjet.ts";
import { mailpace } from "./mailpace.ts";
import { mailrelay } from "./mailrelay.ts";
import { mandrill } from "./mandrill.ts";
import { marketo } from "./marketo.ts";
import { microsoft365 } from "./microsoft-365.ts";
import { migadu } from "./migadu.ts";
import { mimecast } from "./mimecast.ts";
import { namecheapPrivateEmail } from "./namecheap-private-email.ts";
import { ovh } from "./ovh.ts";
import { ownServer } from "./own-server.ts";
import { pardot } from "./pardot.ts";
import { postmark } from "./postmark.ts";
import { proofpointEnterprise } from "./proofpoint-enterprise.ts";
import { proofpointEssentials } from "./proofpoint-essentials.ts";
import { protonMail } from "./proton-mail.ts";
import { purelymail } from "./purelymail.ts";
import { rackspaceEmail } from "./rackspace-email.ts";
import { resend } from "./resend.ts";
import { sageIntacct } from "./sage-intacct.ts";
import { salesforceMarketingCloud } from "./salesforce-marketing-cloud.ts";
import { salesforce } from "./salesforce.ts";
import { seguno } from "./seguno.ts";
import { sendcloud } from "./sendcloud.ts";
import { senderNet } from "./sender-net.ts";
import { sendgridManual } from "./sendgrid-manual.ts";
import { sendgrid } from "./sendgrid.ts";
import { sendlayer } from "./sendlayer.ts";
import type { Service } from "./service.ts";
import { shopify } from "./shopify.ts";
import { simplelogin } from "./simplelogin.ts";
import { smtp2go } from "./smtp2go.ts";
import { sparkpost } from "./sparkpost.ts";
import { squarespaceEmail } from "./squarespace-email.ts";
import { stripe } from "./stripe.ts";
import { stytch } from "./stytch.ts";
import { titan } from "./titan.ts";
import { trustifi } from "./trustifi.ts";
import { tuta } from "./tuta.ts";
import { yandex360 } from "./yandex-360.ts";
import { zendesk } from "./zendesk.ts";
import { zohoCampaigns } from "./zoho-campaigns.ts";
import { zohoMail } from "./zoho-mail.ts";

export const catalogue: readonly Service[] = [
  activecampaign.service,
  amazonSes.service,
  atlassian.service,
  aweber.service,
  barracuda.service,
  bluehostEmail.service,
  brevo.service,
  broadcomMessagelabs.service,
  campaignMonitor.service,
  ciscoSecureEmail.service,
  clerk.service,
  cloudflareEmail.service,
  constantContact.service,
  customerIo.service,
  elasticEmail.service,
  emailoctopus.service,
  exclaimer.service,
  fastmail.service,
  firebaseAuth.service,
  flockMail.service,
  forwardEmail.service,
  freshworks.service,
  front.service,
  gandi.service,
  godaddyEmail.service,
  googleWorkspace.service,
  helpScout.service,
  helpdeskText.service,
  hostingerEmail.service,
  hubspot.service,
  icloud.service,
  improvmx.service,
  infomaniak.service,
  intercom.service,
  ionos.service,
  kajabi.service,
  kit.service,
  klaviyo.service,
  leadconnector.service,
  lettermint.service,
  loops.service,
  mailboxOrg.service,
  mailchimp.service,
  maileonIonos.service,
  mailerlite.service,
  mailersend.service,
  mailgun.service,
  mailgunAss.service,
  mailjet.service,
  mailpace.service,
  mailrelay.service,
  mandrill.service,
  marketo.service,
  microsoft365.service,
  migadu.service,
  mimecast.service,
  namecheapPrivateEmail.service,
  ovh.service,
  ownServer.service,
  pardot.service,
  postmark.service,
  proofpointEnterprise.service,
  proofpointEssentials.service,
  protonMail.service,
  purelymail.service,
  rackspaceEmail.service,
  resend.service,
  sageIntacct.service,
  salesforce.service,
  salesforceMarketingCloud.service,
  seguno.service,
  sendcloud.service,
  senderNet.service,
  sendgrid.service,
  sendgridManual.service,
  sendlayer.service,
  shopify.service,
  simplelogin.service,
  smtp2go.service,
  sparkpost.service,
  squarespaceEmail.service,
  stripe.service,
  stytch.service,
  titan.service,
  trustifi.service,
  tuta.service,
  yandex360.service,
  zendesk.service,
  zohoCampaigns.service,
  zohoMail.service,
];

const byId: ReadonlyMap<string, Service> = new Map(catalogue.map(service => [service.id, service]));

export function serviceById(id: string): Service | undefined {
  return byId.get(id);
}
