/**
 * What takes minutes of `deno task test`: real processes of `sourcemaps` with every fault at each of their
 * requests, and killed at every moment: `deno task test:kills`.
 */
import { runScript } from "./command.ts";
import { test } from "./run_tests.ts";

const TESTS = ["tests/e2e/sourcemaps_faults_test.ts", "tests/e2e/sourcemaps_kill_test.ts"];

if (import.meta.main) await runScript(() => test(TESTS, [], { SWEEP: "all" }));
