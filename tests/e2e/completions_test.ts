/** The completion scripts, in the shells themselves where they are installed. */
import { assert, assertEquals } from "../support/assert.ts";
import { referenceTree } from "../support/command_tree.ts";
import { loadWhole } from "../../src/cli/later.ts";
import { commandTree } from "../../src/commands/mod.ts";
import { completionScript, type Shell, SHELLS } from "../../src/cli/completions/completions.ts";

const EXPECTED: readonly {
  readonly words: readonly string[];
  readonly offers: readonly string[];
}[] = [
  { words: ["rel"], offers: ["releases"] },
  { words: ["releases", "ne"], offers: ["new"] },
  { words: ["--url", "releases", "organ"], offers: ["organizations"] },
  { words: ["releases", "-o", "new", "set"], offers: ["set-commits"] },
  { words: ["difu"], offers: ["difutil"] },
  { words: ["upload-ds"], offers: ["upload-dsym"] },
  { words: ["completions", "po"], offers: ["powershell"] },
  { words: ["releases", "new", "--fin"], offers: ["--finalize"] },
  { words: ["dif", "find", "--type", "sour"], offers: ["sourcebundle"] },
  { words: ["releases", "new", "--allow"], offers: ["--allow-failure"] },
  { words: ["help", "releases", "prop"], offers: ["propose-version"] },
  { words: ["sourcemaps", "upload", "some-f"], offers: ["some-file.js"] },
  { words: ["info", "some-f"], offers: [] },
];

/** Prints what a shell offers for the last of `words`, one per line. */
const ASK: Partial<Record<Shell, (script: string, words: readonly string[]) => string[]>> = {
  bash: (script, words) => [
    "bash",
    "--norc",
    "-c",
    `source ${script}; COMP_WORDS=(sentry-cli "$@"); COMP_CWORD=$#; _sentry_cli; ` +
    `printf '%s\\n' "\${COMPREPLY[@]}"`,
    "bash",
    ...words,
  ],
  // The module `edit:` is there in an interactive shell only, which filters what is offered by itself.
  elvish: (script, words) => [
    "elvish",
    "-norc",
    "-c",
    `use re; use str
     var text = (slurp < $args[0])
     set text = (str:replace 'set edit:completion:arg-completer[sentry-cli] = ' 'var f~ = ' $text)
     set text = (re:replace 'edit:complex-candidate [$]name [^\\n]*' 'put [$]name' $text)
     set text = (str:replace '[$]name' '$name' $text)
     set text = (str:replace 'edit:complete-filename $current' 'put *[nomatch-ok]' $text)
     set text = (str:replace 'edit:complete-dirname $current' 'put *[nomatch-ok][type:dir]' $text)
     var words = $args[1..]
     eval $text"\\nf sentry-cli $@words" &ns=(ns [&words=$words]) | each {|name|
         if (str:has-prefix $name $words[-1]) { echo $name }
     }`,
    script,
    ...words,
  ],
  fish: (script, words) => [
    "fish",
    "--no-config",
    "-c",
    `source ${script}; complete -C ${JSON.stringify(["sentry-cli", ...words].join(" "))}`,
  ],
  // The completion system itself runs only in an interactive shell; its three words are stood in for.
  zsh: (script, words) => [
    "zsh",
    "-f",
    "-c",
    `compdef() { :; }
     offer() { local each; for each in "$@"; do [[ $each == \${words[CURRENT]}* ]] && print -r -- "$each"; done }
     compadd() { shift; offer "$@"; }
     _describe() { [[ $1 == -o ]] && shift; offer "\${(@P)2}"; }
     _files() { local each; for each in *; do offer $each; done }
     script=$1; shift; source $script; words=(sentry-cli "$@"); CURRENT=\${#words}; _sentry_cli; true`,
    "zsh",
    script,
    ...words,
  ],
};

for (const shell of SHELLS) {
  const ask = ASK[shell];
  if (ask === undefined) continue;
  const isThere = await runs([shell, "--version"]);
  Deno.test({
    name: `completionScript() offers the right words in ${shell}` +
      (isThere ? "" : " (skipped: not installed)"),
    ignore: !isThere,
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeTextFile(`${folder}/some-file.js`, "");
        await Deno.writeTextFile(`${folder}/script`, script(shell));
        for (const { words, offers } of EXPECTED) {
          const [program = "", ...args] = ask(`${folder}/script`, words);
          const output = await new Deno.Command(program, {
            args,
            cwd: folder,
            stdin: "null",
            env: { HOME: folder, XDG_DATA_HOME: folder },
          }).output();
          const text = new TextDecoder().decode(output.stdout);
          const names = text.split("\n").filter((line) => line !== "")
            .map((line) => line.split(/[\t:]/)[0]);
          assertEquals({ words, names }, { words, names: [...offers] });
          assertEquals(new TextDecoder().decode(output.stderr), "");
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Of the program itself: keys, values, files and addresses of `config`. */
const OF_CONFIG: typeof EXPECTED = [
  { words: ["config", "exp"], offers: ["explain"] },
  { words: ["config", "get", "defaults.o"], offers: ["defaults.org"] },
  {
    words: ["config", "explain", "http.proxy_u"],
    offers: ["http.proxy_url", "http.proxy_username"],
  },
  { words: ["config", "explain", "SENTRY_REL"], offers: ["SENTRY_RELEASE"] },
  { words: ["config", "set", "SENTRY_REL"], offers: [] }, // has no place in a file
  { words: ["config", "unset", "auth.tok"], offers: ["auth.token"] },
  { words: ["config", "set", "http.verify_ssl", "fa"], offers: ["false"] },
  { words: ["config", "set", "log.format", "js"], offers: ["json"] },
  { words: ["config", "set", "--file", "some-f"], offers: ["some-file.js"] },
  { words: ["config", "edit", "--fi"], offers: ["--file"] },
  { words: ["config", "trust", "https"], offers: ["https://"] },
  { words: ["config", "untrust", "http:"], offers: ["http://"] },
  { words: ["doctor", "--bundle", "some-f"], offers: ["some-file.js"] },
];

const bashIsThere = await runs(["bash", "--version"]);

Deno.test({
  name: "completions bash offers keys, values, files and addresses of config",
  ignore: !bashIsThere,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(`${folder}/some-file.js`, "");
      const whole = completionScript(await loadWhole(commandTree("linux")), {
        shell: "bash",
        programName: "sentry-cli",
      });
      await Deno.writeTextFile(`${folder}/script`, whole);
      for (const { words, offers } of OF_CONFIG) {
        const [program = "", ...args] = ASK.bash?.(`${folder}/script`, words) ?? [];
        const { stdout } = await new Deno.Command(program, { args, cwd: folder, stdin: "null" })
          .output();
        const names = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
        assertEquals({ words, names }, { words, names: [...offers] });
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("completionScript() names every command and option for every shell", () => {
  for (const shell of SHELLS) {
    const text = script(shell);
    for (const word of ["set-commits", "difutil", "portablepdb", "initial-depth", "silent"]) {
      assert(text.includes(word), `${shell} lacks ${word}`);
    }
  }
});

function script(shell: Shell): string {
  return completionScript(referenceTree(), { shell, programName: "sentry-cli" });
}

async function runs([program = "", ...args]: readonly string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output())
      .success;
  } catch (error) {
    // A denied permission must not look like a missing shell.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
