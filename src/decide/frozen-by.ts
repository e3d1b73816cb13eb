/** The freeze window of the fleet that a day stands in. */
import type { FleetSpec, FreezeWindow } from "../spec/fleet-spec.ts";

/** The one that ends last, where several are open. */
export function frozenBy({ freeze = [] }: FleetSpec, today: string): FreezeWindow | undefined {
  return freeze
    .filter(({ from, until }) => from <= today && today <= until)
    .toSorted((a, b) => (a.until < b.until ? 1 : -1))[0];
}
