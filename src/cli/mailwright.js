#!/usr/bin/env node
/**
 * Where `mailwright` begins, and the one file here that is no TypeScript: what Node loads first comes from no cache, so each
 * command would begin with loading what strips types, which takes as long as all else before the command itself.
 */
import { enableCompileCache } from "node:module";

enableCompileCache();
void import("./main.ts");
