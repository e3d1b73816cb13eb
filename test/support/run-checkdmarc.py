"""checkdmarc on the domains given, each asked of one name server: run-checkdmarc.py PORT [parked:]DOMAIN…; JSON on stdout.

checkdmarc's own command line takes servers only on port 53.
"""

import json
import sys

import checkdmarc
import dns.nameserver

server = [dns.nameserver.Do53Nameserver("127.0.0.1", int(sys.argv[1]))]
results = {}
for argument in sys.argv[2:]:
    domain = argument.removeprefix("parked:")
    results[domain] = checkdmarc.check_domains(
        [domain],
        parked=domain != argument,
        nameservers=server,
        timeout=5,
        retries=1,
        bimi_selector=None,
    )
json.dump(results, sys.stdout)
