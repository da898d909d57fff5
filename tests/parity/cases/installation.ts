/** `update`, `uninstall` and their help (specification §5.5). */
import { cases } from "../model.ts";

export const INSTALLATION = cases("installation", [
  { name: "uninstall --help", args: ["uninstall", "--help"], view: "help" },
  { name: "update --help", args: ["update", "--help"], view: "help" },
  { name: "uninstall: n", args: ["uninstall"], stdin: "n\n" },
  { name: "uninstall: asks again after another word", args: ["uninstall"], stdin: "no\nn\n" },
  {
    name: "uninstall: n with a broken file",
    args: ["uninstall"],
    stdin: "n\n",
    files: { ".sentryclirc": "[auth\n" },
  },
  {
    name: "update: nothing to be reached",
    args: ["update"],
    env: { SENTRY_CLI_RELEASES_URL: "{dead}" },
  },
  { name: "update takes no argument", args: ["update", "3.8.0"] },
  {
    name: "uninstall under the tests of the reference",
    args: ["uninstall", "--confirm"],
    env: { SENTRY_INTEGRATION_TEST: "" },
  },
  { name: "uninstall takes no argument", args: ["uninstall", "x"] },
], {
  "uninstall-when-broken": {
    "uninstall: n with a broken file": { exit: 0, stdout: "Aborted!", error: "", causes: "" },
  },
  "own-releases": {
    "update: nothing to be reached": { error: true, causes: true, requests: "" },
  },
});
