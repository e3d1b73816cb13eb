// Tests run as CommonJS through swc; Node itself runs the very same files by stripping their types.
export default {
  testEnvironment: "node",
  reporters: ["default", "<rootDir>/test/support/tally-reporter.ts"],
  setupFiles: ["<rootDir>/test/support/seed-properties.ts"],
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  moduleNameMapper: { "^#mailwright$": "<rootDir>/src/index.ts" },
  transform: {
    "^.+\\.[tj]s$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2024" }, module: { type: "commonjs" } },
    ],
  },
};
