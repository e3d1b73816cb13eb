/** A step's effect as people read it: one line a service, before and after side by side. */
import { plural } from "../decide/plural.ts";
import type { SourceMail } from "../decide/rollout/mail-under.ts";
import type { ServiceWatch, StepWatch, WatchVerdict } from "../decide/rollout/watch-step.ts";
import { stageText } from "../decide/stage-text.ts";
import { strictestStage, type PolicyTags } from "../dmarc/effective-policy.ts";
import type { ReplayRow } from "../feedback/evidence.ts";
import { printable } from "../finding.ts";
import type { Output } from "./output.ts";
import { renderDiff } from "./rollout-advance.ts";
import type { WatchedStep } from "./rollout-watch.ts";

type Style = Output["style"];

const colours: Readonly<Record<WatchVerdict, "red" | "green" | "yellow">> = {
  dropped: "red",
  steady: "green",
  waiting: "yellow",
  unknown: "yellow",
};
/** The kinds of mail that show best what is wrong. */
const MOST_ROWS = 5;

export function renderWatch({ domain, step, to, watch, revert }: WatchedStep, style: Style): string {
  const { verdict, services } = watch;
  const head = `${style(colours[verdict], verdict)}  ${style("bold", printable(domain))}  ${textOf(step.from)} → ${textOf(to)}, compared with ${shortName(step.base)}`;
  if (verdict === "waiting") return `${head}\n  No report shows ${textOf(to)} yet.`;
  return [
    head,
    ...tableLines(watch, style),
    ...notes(watch).map(note => style("dim", `  ${note}`)),
    ...services.flatMap(one => dropLines(one, style)),
    ...(revert === undefined ? [] : revertLines(revert, style)),
  ].join("\n");
}

export function watchSummary(watched: readonly WatchedStep[], all: number): string {
  const count = (verdict: WatchVerdict): number => watched.filter(({ watch }) => watch.verdict === verdict).length;
  const parts = (Object.keys(colours) as WatchVerdict[]).map(verdict => `${count(verdict)} ${verdict}`);
  return `${parts.join(", ")} of ${plural(all, "domain")}; ${all - watched.length} took no step.`;
}

function textOf(tags: PolicyTags): string {
  return stageText(strictestStage(tags));
}

function shortName(commit: string): string {
  return /^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 9) : commit;
}

function tableLines({ services, spoofed, days }: StepWatch, style: Style): readonly string[] {
  const rows = [
    ["", "a day", "", "aligned", "", "stopped", ""],
    ["", "before", "after", "before", "after", "before", "after"],
    ...services.map(({ id, before, after }) => [printable(id), ...cells(before, after, days)]),
    ...(spoofed.after.messages > 0 ? [["spoofed mail", ...cells(spoofed.before, spoofed.after, days)]] : []),
  ];
  const widths = rows[1]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows.map((row, index) => {
    const line = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    const text = `  ${line.join("  ").trimEnd()}`;
    return index < 2 ? style("dim", text) : services[index - 2]?.drop === undefined ? text : style("red", text);
  });
}

function cells(before: SourceMail | undefined, after: SourceMail, days: StepWatch["days"]): readonly string[] {
  return [
    aDay(before, days.before),
    aDay(after, days.after),
    part(before),
    part(after),
    before === undefined ? "?" : before.stopped.toLocaleString("en"),
    after.stopped.toLocaleString("en"),
  ];
}

function aDay(mail: SourceMail | undefined, days: number | undefined): string {
  if (mail === undefined || days === undefined) return "?";
  const rate = mail.messages / days;
  return (rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)).toLocaleString("en");
}

/** Rounded down: 99.99 % is not all. */
function part(mail: SourceMail | undefined): string {
  if (mail === undefined || mail.messages === 0) return "–";
  return `${(Math.floor((1000 * mail.passed) / mail.messages) / 10).toFixed(1)} %`;
}

function notes({ days, untold, verdict }: StepWatch): readonly string[] {
  return [
    `${plural(days.after ?? 0, "day")} after the step${days.before === undefined ? "" : `, ${plural(days.before, "day")} before it`}.`,
    ...(verdict === "unknown"
      ? ["No evidence tells of the mail before the step, so only what was stopped is judged."]
      : []),
    ...(untold > 0
      ? [`${plural(untold, "message")} of the window stand in no row: nobody can tell which came after the step.`]
      : []),
  ];
}

function dropLines({ id, drop, failing }: ServiceWatch, style: Style): readonly string[] {
  if (drop === undefined) return [];
  return [`  ${style("red", printable(id))}: ${printable(drop)}`, ...failing.slice(0, MOST_ROWS).map(rowLine)];
}

function rowLine({ ip, headerFrom, spf, dkim, messages, dispositions }: ReplayRow): string {
  const results = [
    ...spf.map(one => `spf ${one.result} ${one.domain}`),
    ...dkim.map(
      one => `dkim ${one.result} ${one.selector === undefined ? "" : `${one.selector}._domainkey.`}${one.domain}`,
    ),
  ];
  const became = dispositions.map(one => `${one.messages.toLocaleString("en")} ${one.disposition}`).join(", ");
  return printable(
    `    ${messages.toLocaleString("en").padStart(6)}  ${ip} as ${headerFrom}: ${results.length === 0 ? "nothing authenticated" : results.join(", ")} (${became})`,
  );
}

function revertLines(revert: NonNullable<WatchedStep["revert"]>, style: Style): readonly string[] {
  if ("reason" in revert) return [`  ${style("bold", "do")} ${printable(revert.reason)}`];
  const { diff, written, file } = revert;
  const said = written ? `${file} takes the step back.` : `This takes the step back; --write writes it into ${file}.`;
  return [`  ${style("bold", printable(said))}`, ...renderDiff(diff, style)];
}

export function watchJson({ domain, step, to, watch, revert }: WatchedStep): object {
  const { verdict, days, services, spoofed, untold } = watch;
  return {
    domain,
    verdict,
    from: strictestStage(step.from),
    to: strictestStage(to),
    base: step.base,
    days: { before: days.before ?? null, after: days.after ?? null },
    services: services.map(({ id, before, after, drop, failing }) => ({
      id,
      before: before === undefined ? null : counts(before),
      after: counts(after),
      ...(drop === undefined ? {} : { drop, rows: failing.slice(0, MOST_ROWS) }),
    })),
    spoofed: {
      before: spoofed.before === undefined ? null : counts(spoofed.before),
      after: counts(spoofed.after),
    },
    untold,
    ...(revert === undefined ? {} : { revert }),
  };
}

function counts({ messages, passed, stopped }: SourceMail): object {
  return { messages, passed, stopped };
}
