import type { SpfPart } from "./domain-plan.ts";

/** `services[2]: mailjet({ …, subdomain: "news" })`: where in the spec, and the call with one option more. */
export function serviceLine({ service = "", path }: SpfPart, option: string): string {
  return `${path}: ${functionOf(service)}({ …, ${option} })`;
}

/** The function of a service in the public entry: its id in camel case. */
export function functionOf(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
