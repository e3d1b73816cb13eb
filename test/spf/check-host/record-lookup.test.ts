/** Finding and choosing the record (RFC 7208 §3, §4.4, §4.5). */
import type { Zone } from "../../support/zone-resolver.ts";
import { hostCases } from "./host-case.ts";

const at = (txt: string | readonly string[]): Zone => ({ "d.example": { txt } });

hostCases("§4.4 record look-up", [
  { name: "§4.4 only TXT is asked for", spf: "v=spf1 -all", result: "fail", asked: ["TXT d.example"], lookups: 0 },
  {
    name: "§4.4 a server failure",
    zone: { "d.example": { txt: "servfail" } },
    result: "temperror",
    via: ["d.example"],
  },
  {
    name: "§4.4 a time-out",
    zone: { "d.example": { txt: "timeout" } },
    result: "temperror",
    reason: "the TXT records of d.example could not be had",
  },
  {
    name: "§4.5 no TXT at a name that is there",
    zone: { "d.example": { a: "192.0.2.1" } },
    result: "none",
    reason: "d.example has no SPF record",
  },
  { name: "§4.5 an answer without records", zone: at([]), result: "none" },
  {
    name: "§3.1 a CNAME is followed",
    zone: { "d.example": { cname: "c.example" }, "c.example": { txt: "v=spf1 +all" } },
    result: "pass",
    via: ["d.example"],
  },
  {
    name: "§4.4 a loop of CNAMEs is an error",
    zone: { "d.example": { cname: "c.example" }, "c.example": { cname: "d.example" } },
    result: "temperror",
  },
  {
    name: "§4.4 not the name above",
    mailFrom: "u@sub.d.example",
    zone: at("v=spf1 +all"),
    result: "none",
    asked: ["TXT sub.d.example"],
  },
]);

hostCases("§4.5 selecting records", [
  { name: "§4.5 the version alone", zone: at("v=spf1"), result: "neutral" },
  { name: "§4.5 the version and a space", zone: at("v=spf1 "), result: "neutral" },
  { name: "§12 the version in upper case", zone: at("V=SPF1 -all"), result: "fail" },
  { name: "§4.5 v=spf10", zone: at("v=spf10 -all"), result: "none" },
  { name: "§4.5 v=spf1 ended by a tab", zone: at("v=spf1\t-all"), result: "none" },
  { name: "§4.5 v=spf1 ended by NUL", zone: at("v=spf1\u0000 -all"), result: "none" },
  { name: "§4.5 v=spf1 ended by a term", zone: at("v=spf1-all"), result: "none" },
  { name: "§4.5 a space before the version", zone: at(" v=spf1 -all"), result: "none" },
  { name: "§4.5 spf2.0/pra", zone: at("spf2.0/mfrom,pra -all"), result: "none" },
  { name: "§4.5 v=spf", zone: at("v=spf"), result: "none" },
  { name: "§4.5 an empty text", zone: at(""), result: "none" },
  {
    name: "§4.5 two records",
    zone: at(["v=spf1 -all", "v=spf1 +all"]),
    result: "permerror",
    via: ["d.example"],
    reason: "d.example has 2 SPF records",
  },
  { name: "§3.2 two equal records", zone: at(["v=spf1 -all", "v=spf1 -all"]), result: "permerror" },
  { name: "§3.2 two records, one of them broken", zone: at(["v=spf1 +all", "v=spf1 foo"]), result: "permerror" },
  { name: "§4.5 v=spf10 beside v=spf1", zone: at(["v=spf10 +all", "v=spf1 -all"]), result: "fail" },
  {
    name: "§4.5 other texts, with NUL and beyond US-ASCII",
    zone: at(["\u0000v=spf1", "grüße", "v=DMARC1; p=none", "v=spf1 -all"]),
    result: "fail",
  },
  { name: "§3.3 strings joined without a space", zone: at(`v=spf1 ip4:192.0.2.${""}1 -all`), result: "pass" },
  {
    name: "§3.3 strings joined where a space is missing",
    zone: at(["v=spf1 ip4:192.0.2.1", "-all"].join("")),
    result: "permerror",
  },
  { name: "§3.3 strings joined within the version", zone: at(["v=sp", "f1 -all"].join("")), result: "fail" },
  { name: "§3.4 a record of 4,000 octets", zone: at(`v=spf1 ${"ip4:198.51.100.1 ".repeat(230)}-all`), result: "fail" },
]);
