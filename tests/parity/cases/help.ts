/** Help and version: which stream, which code, which names (specification §5.1). */
import type { Case } from "../model.ts";
import { cases } from "../model.ts";

function help(words: string, more: Partial<Case> = {}): Case {
  return {
    name: words === "" ? "no arguments" : words,
    args: words === "" ? [] : words.split(" "),
    view: "help",
    ...more,
  };
}

export const HELP = cases("help", [
  help(""),
  help("--help"),
  help("-h"),
  help("help"),
  help("--"),
  help("--quiet"),
  help("releases"),
  help("releases -o o"),
  help("releases --help"),
  help("releases -h"),
  help("help releases"),
  help("releases help"),
  help("releases help new"),
  help("help releases new"),
  help("releases new --help"),
  help("releases new -h"),
  help("releases new v1 -h"),
  help("releases list --help"),
  help("releases info --help"),
  help("organizations"),
  help("organizations --help"),
  help("organizations list --help"),
  help("info --help"),
  help("info --quiet -h"),
  help("login --help"),
  help("completions"),
  help("completions --help"),
  help("help help"),
  help("help completions"),
  help("--url x --help"),
  help("--help bogus"),
  help("info --help --bogus"),
  help("info --bogus --help"),
  {
    name: "help before a broken config file",
    args: ["--help"],
    view: "help",
    files: { ".sentryclirc": "[x" },
  },
  { name: "--version", args: ["--version"] },
  { name: "-V", args: ["-V"] },
  { name: "-V with a command", args: ["-V", "info"] },
  {
    name: "version before a broken config file",
    args: ["--version"],
    files: { ".sentryclirc": "[x" },
  },
  { name: "-hV", args: ["-hV"], view: "help" },
  { name: "-Vh", args: ["-Vh"] },
  { name: "releases --version", args: ["releases", "--version"] },
  {
    name: "releases new --version is a version",
    args: ["releases", "new", "--version", "-o", "o", "-p", "p"],
  },
]);
