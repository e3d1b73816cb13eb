/** Moments of a report's date range, in seconds since 1970: RFC 7489 and RFC 9990 have numbers, reporters have imagination. */
import { reading, type Reading } from "./read-value.ts";

/** The last second of the year 9999: dates beyond it have no text form that everybody reads. */
const LATEST = 253_402_300_799;

/** Also with the zone twice, as Go prints it. */
const iso =
  /^(\d{4})([-/])(\d\d)\2(\d\d)(?:[T\s]\s?(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d|[A-Z]{3,5})?(?:\s[A-Z]{3,5})?$/i;
/** ISO 8601 without its signs between. */
const basic = /^(20\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?)?$/i;
/** Day first: with dots nobody writes it otherwise, while the order of `09/10/2026` is anybody's guess. */
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s(\d\d):(\d\d)(?::(\d\d))?)?$/;
/** As Java prints it: `Sep 21, 2026 1:33:20 PM`. */
const monthFirst =
  /^([A-Z]{3})[A-Z]*\s(\d{1,2}),?\s(\d{4}),?(?:\s(\d{1,2}):(\d\d)(?::(\d\d))?(?:\s?([AP])M)?)?\s*([A-Z]{3,5})?$/i;
/** RFC 5322 §3.3, and the order of C's asctime. */
const mail =
  /^(?:[A-Z]{3,9},?\s+)?(\d{1,2})[\s-]([A-Z]{3})[A-Z]*[\s-](\d{4})(?:\s+(\d\d):(\d\d)(?::(\d\d))?)?\s*(Z|[+-]\d\d:?\d\d|[A-Z]{3,5})?(?:\s*\(.*\))?$/i;
const asctime = /^[A-Z]{3}\s+([A-Z]{3})\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)\s+(?:(Z|[A-Z]{3,5})\s+)?(\d{4})$/i;

/** RFC 5322 §4.3, in hours, and two of Europe; any other name says as little as `-0000`. */
const zones = new Map(
  Object.entries({ EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8, CET: 1, CEST: 2 }),
);

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Undefined where there is no moment to be found. A date without a zone is UTC: RFC 7489 Appendix C has all times in it. */
export function readDate(text: string): Reading<number | undefined> {
  // As seconds, the days of this century are days of 1970.
  const day = text.length === 8 || text.length === 14 ? fromBasic(text) : undefined;
  if (day !== undefined) return within(day, "date: as text");
  if (/^\d{1,11}$/.test(text)) return within(Number(text));
  if (text === "") return reading(undefined);
  if (/^\+?\d+([.,]\d*)?(e\+?\d\d?)?$/i.test(text) && text.length < 25) {
    const number = Number(text.replace(",", "."));
    // Seconds of the year 5138 are milliseconds of 1973, and so on for microseconds and nanoseconds.
    const unit = number < 1e11 ? 1 : number < 1e14 ? 1e3 : number < 1e17 ? 1e6 : 1e9;
    return within(Math.trunc(number / unit), unit === 1 ? "date: not a whole number" : "date: not in seconds");
  }
  const seconds =
    fromIso(text) ?? fromBasic(text) ?? fromMail(text) ?? fromAsctime(text) ?? fromDotted(text) ?? fromMonthFirst(text);
  return seconds === undefined ? reading(undefined, "date: not a date") : within(seconds, "date: as text");
}

/** 0 is what software writes that knows no date. */
function within(seconds: number, ...repairs: readonly string[]): Reading<number | undefined> {
  return seconds > 0 && seconds <= LATEST ? reading(seconds, ...repairs) : reading(undefined, "date: not a date");
}

function fromIso(text: string): number | undefined {
  const [whole, year, , month, day, hour, minute, second, zone] = iso.exec(text) ?? [];
  return whole === undefined ? undefined : moment(Number(year), Number(month), [day, hour, minute, second], zone);
}

function fromBasic(text: string): number | undefined {
  const [whole, year, month, day, hour, minute, second, zone] = basic.exec(text) ?? [];
  return whole === undefined ? undefined : moment(Number(year), Number(month), [day, hour, minute, second], zone);
}

function fromDotted(text: string): number | undefined {
  const [whole, day, month, year, ...time] = dotted.exec(text) ?? [];
  return whole === undefined ? undefined : moment(Number(year), Number(month), [day, ...time]);
}

function fromMonthFirst(text: string): number | undefined {
  const [whole, month, day, year, hour, minute, second, half, zone] = monthFirst.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const of24 = half === undefined ? hour : `${(Number(hour) % 12) + (/p/i.test(half) ? 12 : 0)}`;
  return moment(Number(year), monthOf(month), [day, of24, minute, second], zone);
}

function fromMail(text: string): number | undefined {
  const [whole, day, month, year, hour, minute, second, zone] = mail.exec(text) ?? [];
  return whole === undefined ? undefined : moment(Number(year), monthOf(month), [day, hour, minute, second], zone);
}

function fromAsctime(text: string): number | undefined {
  const [whole, month, day, hour, minute, second, zone, year] = asctime.exec(text) ?? [];
  return whole === undefined ? undefined : moment(Number(year), monthOf(month), [day, hour, minute, second], zone);
}

function monthOf(name = ""): number {
  return months.indexOf(name.toLowerCase()) + 1;
}

function moment(year: number, month: number, parts: readonly (string | undefined)[], zone = "Z"): number | undefined {
  const [day = 0, hour = 0, minute = 0, second = 0] = parts.map(part => Number(part ?? 0));
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const ahead =
    sign === undefined
      ? (zones.get(zone.toUpperCase()) ?? 0) * 3_600
      : (sign === "-" ? -60 : 60) * (Number(hours) * 60 + Number(minutes));
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - ahead;
}
