/** The installers in the eyes of others: PowerShell's grammar, and shells other than this machine's. */
import { assert, assertEquals } from "../support/assert.ts";
import { folder, notRun, RELEASE, run } from "./support.ts";

const isWindows = Deno.build.os === "windows";

/** Prints what is no PowerShell, one line each. */
const JUDGE = `
import sys, tree_sitter_powershell
from tree_sitter import Language, Parser
tree = Parser(Language(tree_sitter_powershell.language())).parse(open(sys.argv[1], "rb").read())
def look(node):
    if node.type == "ERROR" or node.is_missing: print(node.start_point, node.type)
    for child in node.children: look(child)
look(tree.root_node)
`;

Deno.test({
  name: "installers: install.ps1 is PowerShell for a parser of others",
  ignore: isWindows,
  async fn() {
    await using place = await folder();
    const { path } = place;
    const pip = await run("sh", [
      "-c",
      `python3 -m venv '${path}/venv' && '${path}/venv/bin/pip' install -q ` +
      "tree-sitter==0.25.2 tree-sitter-powershell==0.26.4",
    ], { env: Deno.env.toObject() });
    if (pip.code !== 0) return notRun(`no parser of PowerShell: ${pip.stderr.trim().slice(-200)}`);
    await Deno.writeTextFile(`${path}/judge.py`, JUDGE);
    const judge = (file: string) => run(`${path}/venv/bin/python`, [`${path}/judge.py`, file]);
    const { code, stdout, stderr } = await judge(`${RELEASE}/install.ps1`);
    assertEquals([code, stdout, stderr], [0, "", ""]);
    const text = await Deno.readTextFile(`${RELEASE}/install.ps1`);
    await Deno.writeTextFile(`${path}/cut.ps1`, text.slice(0, text.length / 2));
    assert((await judge(`${path}/cut.ps1`)).stdout !== "", "half of it was accepted");
  },
});

Deno.test({
  name: "installers: install.sh is a script for every shell that is here",
  ignore: isWindows,
  async fn() {
    for (
      const shell of [["dash"], ["bash", "--posix"], ["busybox", "sh"], ["zsh", "--emulate", "sh"]]
    ) {
      const [program = "", ...words] = shell;
      if ((await run("sh", ["-c", `command -v ${program}`])).code !== 0) continue;
      const { code, stderr } = await run(program, [...words, "-n", `${RELEASE}/install.sh`]);
      assertEquals([code, stderr], [0, ""], program);
    }
  },
});
