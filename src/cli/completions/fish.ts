/** Completion for fish. */
import { type CompletionNode, type CompletionTree, identifier, valueOptionNames } from "./tree.ts";

/** The script: `~/.config/fish/completions/sentry-cli.fish`, or to source. */
export function fishCompletions(tree: CompletionTree): string {
  const name = `__fish_${identifier(tree)}_path`;
  const lines = tree.nodes.flatMap((node) => completeLines(node, { tree, name }));
  return `# Completion of ${tree.programName} for fish.

# Prints \`/\` and the command words typed so far, aliases resolved; options and their values are skipped.
function ${name}
    set -l path ""
    set -l waits 0
    for word in (commandline -opc)[2..-1]
        if test $waits = 1
            set waits 0
            continue
        end
        test "$word" = --; and break
        switch "$path|$word"
${tree.nodes.flatMap(steps).map((line) => `            ${line}`).join("\n")}
        end
    end
    echo "/$path"
end

complete -c ${tree.programName} -f
${lines.join("\n")}
`;
}

function steps(node: CompletionNode): string[] {
  const lines = node.commands.flatMap((command) => [
    `case ${quote(`${node.path}|${command.name}`)}`,
    `    set path ${quote(command.path)}`,
  ]);
  const waiting = valueOptionNames(node).map((name) => quote(`${node.path}|${name}`));
  return waiting.length === 0 ? lines : [...lines, `case ${waiting.join(" ")}`, "    set waits 1"];
}

function completeLines(
  node: CompletionNode,
  { tree, name }: { readonly tree: CompletionTree; readonly name: string },
): string[] {
  const start = `complete -c ${tree.programName} -n ${quote(`test (${name}) = "/${node.path}"`)}`;
  const lines = node.commands.map((command) =>
    `${start} -a ${quote(command.name)} -d ${quote(command.summary)}`
  );
  for (const { names, summary, value } of node.options) {
    const flags = names.map((each) =>
      each.startsWith("--") ? `-l ${quote(each.slice(2))}` : `-s ${quote(each.slice(1))}`
    );
    lines.push(`${start} ${flags.join(" ")}${valueFlags(value)} -d ${quote(summary)}`);
  }
  switch (node.argument.kind) {
    case "words":
      lines.push(`${start} -a ${quote(node.argument.words.join(" "))}`);
      break;
    case "file":
      lines.push(`${start} -F`);
      break;
    case "directory":
      lines.push(`${start} -a '(__fish_complete_directories)'`);
      break;
    case "nothing":
      break;
  }
  return lines;
}

function valueFlags(value: CompletionNode["argument"] | undefined): string {
  switch (value?.kind) {
    case undefined:
      return "";
    case "words":
      return ` -x -a ${quote(value.words.join(" "))}`;
    case "file":
      return " -r -F";
    case "directory":
      return " -x -a '(__fish_complete_directories)'";
    case "nothing":
      return " -x";
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
