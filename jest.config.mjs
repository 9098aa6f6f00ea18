/** Jest runs the same ES modules that Node runs; swc only strips the types. The kinds of test are told apart by name. */
const overDoor = {
  testMatch: ["<rootDir>/services/payments/**/*.int.test.ts", "<rootDir>/verticals/**/*.int.test.ts"],
  // Not what kills processes of its own, and not what knows no node: neither asks over the door.
  testPathIgnorePatterns: [
    "/node_modules/",
    "/(fault-points|crash|ledger|judge-risk|exchange|post-form|open-mllp-port)\\.int\\.",
  ],
  // Nodes spend their start waiting for each other.
  maxWorkers: 4,
};

const kinds = {
  unit: {
    testMatch: ["**/*.test.ts"],
    testPathIgnorePatterns: ["/node_modules/", "\\.mesh\\.test\\.ts$", "\\.web\\.test\\.ts$"],
  },
  mesh: { testMatch: ["**/*.mesh.test.ts"], testPathIgnorePatterns: ["/node_modules/"], maxWorkers: 3 },
  // The tests of services once more, each service on a node of its own behind a remote door (kernel/harness/test-node.ts).
  nats: overDoor,
  // What differs between the doors is proven by kernel/contract/doors.mesh; over the second one go payments, and of the verticals the checkout and what is whole:
  // journeys, races, faults, proofs.
  grpc: {
    ...overDoor,
    testMatch: [
      "<rootDir>/services/payments/**/*.int.test.ts",
      "<rootDir>/verticals/*/*.int.test.ts",
      "<rootDir>/verticals/supermarket/checkout/*.int.test.ts",
    ],
  },
  web: { testMatch: ["**/*.web.test.ts"], testPathIgnorePatterns: ["/node_modules/"] },
};

export default {
  reporters: ["default", "<rootDir>/scripts/count-reporter.mjs"],
  testEnvironment: "node",
  // Not in the system's temporary folder, which scripts/jest.ts replaces for every run.
  cacheDirectory: "<rootDir>/node_modules/.cache/jest",
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: {
    "\\.tsx?$": [
      "@swc/jest",
      { jsc: { target: "es2023", parser: { syntax: "typescript", tsx: false } }, module: { type: "es6" } },
    ],
  },
  modulePathIgnorePatterns: ["<rootDir>/web/dist", "<rootDir>/.data", "<rootDir>/.cache"],
  maxWorkers: 2,
  // A worker never lets go of the modules of the files that it ran: it would end at 4 GB.
  workerIdleMemoryLimit: "1GB",
  testTimeout: 30000,
  ...kinds[process.env.PAYWINDOW_TESTS ?? "unit"],
};
