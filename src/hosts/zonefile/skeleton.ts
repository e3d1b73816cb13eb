/** The zone file a zone starts with when there is none yet. */

/**
 * SOA and NS (RFC 1035 §5.2 asks for one SOA; a zone needs an NS, RFC 1034 §4.2.1) that `named-checkzone -i local` accepts.
 * The name servers are not mailwright's to know, so `localhost.` stands in for them.
 */
export function zoneSkeleton(zone: string, serial: number): string {
  return [
    `; Started by mailwright: put your own name servers in place of localhost. before a server loads this zone.`,
    `$ORIGIN ${zone}.`,
    `$TTL 3600`,
    `@ IN SOA localhost. hostmaster.${zone}. ${serial} 7200 3600 1209600 3600`,
    `@ IN NS localhost.`,
    ``,
  ].join("\n");
}
