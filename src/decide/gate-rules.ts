/** Every rule of the gate, in the order in which they are told; a new one is a file in rules/ and a line here. */
import type { GateRule } from "./gate-rule.ts";
import { addressesKept } from "./rules/addresses-kept.ts";
import { alignmentSeen } from "./rules/alignment-seen.ts";
import { daysCovered } from "./rules/days-covered.ts";
import { dkimAligned } from "./rules/dkim-aligned.ts";
import { evidenceFresh } from "./rules/evidence-fresh.ts";
import { freeze } from "./rules/freeze.ts";
import { keysKept } from "./rules/keys-kept.ts";
import { messages } from "./rules/messages.ts";
import { oneStep } from "./rules/one-step.ts";
import { reporters } from "./rules/reporters.ts";
import { servicesPass } from "./rules/services-pass.ts";
import { servicesSeen } from "./rules/services-seen.ts";
import { stageDays } from "./rules/stage-days.ts";
import { unknownSendersRule } from "./rules/unknown-senders.ts";

export const gateRules: readonly GateRule[] = [
  oneStep,
  servicesPass,
  unknownSendersRule,
  servicesSeen,
  dkimAligned,
  keysKept,
  addressesKept,
  alignmentSeen,
  evidenceFresh,
  daysCovered,
  reporters,
  messages,
  stageDays,
  freeze,
];
