/** SOA serial numbers: the date convention YYYYMMDDnn (RFC 1912 §2.2) in the arithmetic of RFC 1982. */

const MODULUS = 2 ** 32;

/** First serial of a day, in UTC: YYYYMMDD00. */
export function dateSerial(today: Date): number {
  return Number(today.toISOString().slice(0, 10).replaceAll("-", "")) * 100;
}

/** The later of `old + 1` and YYYYMMDD00, compared and wrapped at 2^32 as RFC 1982 §3 says. */
export function nextSerial(old: number, today: Date): number {
  const next = (old + 1) % MODULUS;
  const dated = dateSerial(today);
  return isLater(dated, next) ? dated : next;
}

/** RFC 1982 §3.2: later by less than half the circle. */
function isLater(a: number, b: number): boolean {
  const distance = (a - b + MODULUS) % MODULUS;
  return distance > 0 && distance < MODULUS / 2;
}
