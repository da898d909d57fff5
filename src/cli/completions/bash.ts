/** Completion for bash, without the bash-completion package. */
import { shellQuote } from "../../base/shell_quote.ts";
import {
  type CompletionNode,
  type CompletionTree,
  type CompletionValue,
  identifier,
  valueOptionNames,
} from "./tree.ts";

/** The script to source. */
export function bashCompletions(tree: CompletionTree): string {
  const name = `_${identifier(tree)}`;
  return `# Completion of ${tree.programName} for bash: source this file.

${name}() {
    local current previous path word index only_arguments
    local -a typed
    COMPREPLY=()
    # bash splits \`--option=value\` at the equals sign; put it together again as two words.
    typed=()
    for ((index = 1; index < COMP_CWORD; index++)); do
        [[ \${COMP_WORDS[index]} == "=" ]] || typed+=("\${COMP_WORDS[index]}")
    done
    current="\${COMP_WORDS[COMP_CWORD]}"
    [[ $current == "=" ]] && current=""
    previous=""
    path=""
    only_arguments=""
    for word in "\${typed[@]}"; do
        if [[ -n $only_arguments ]]; then
            continue
        elif [[ -n $previous ]]; then
            previous=""
            continue
        elif [[ $word == "--" ]]; then
            only_arguments=1
            continue
        fi
        case "$path|$word" in
${tree.nodes.flatMap(steps).map((line) => `            ${line}`).join("\n")}
        esac
    done
    if [[ -n $previous ]]; then
        case "$path|$previous" in
${tree.nodes.flatMap(valueCases).map((line) => `            ${line}`).join("\n")}
        esac
        return
    fi
    case "$path" in
${tree.nodes.flatMap(nodeCase).map((line) => `        ${line}`).join("\n")}
    esac
}

complete -o nosort -F ${name} ${tree.programName} 2>/dev/null ||
    complete -F ${name} ${tree.programName}
`;
}

/** Words that lead to another node, and options that wait for a value. */
function steps(node: CompletionNode): string[] {
  const lines = node.commands.map((command) =>
    `${shellQuote(`${node.path}|${command.name}`)}) path=${shellQuote(command.path)} ;;`
  );
  const waiting = valueOptionNames(node).map((name) => shellQuote(`${node.path}|${name}`));
  return waiting.length === 0 ? lines : [...lines, `${waiting.join(" | ")}) previous="$word" ;;`];
}

function valueCases(node: CompletionNode): string[] {
  return node.options.flatMap(({ names, value }) => {
    const reply = value && replyWith(value);
    if (reply === undefined) return [];
    return [`${names.map((name) => shellQuote(`${node.path}|${name}`)).join(" | ")}) ${reply} ;;`];
  });
}

function nodeCase(node: CompletionNode): string[] {
  const options = node.options.flatMap((option) => option.names).join(" ");
  const commands = node.commands.map((command) => command.name);
  const argument = replyWith(node.argument);
  const lines = [
    `if [[ -z $only_arguments && $current == -* ]]; then`,
    `    COMPREPLY=($(compgen -W ${shellQuote(options)} -- "$current"))`,
    "else",
    `    ${argument ?? ":"}`,
  ];
  if (commands.length > 0) {
    lines.push(
      `    [[ -n $only_arguments ]] ||`,
      `        COMPREPLY+=($(compgen -W ${shellQuote(commands.join(" "))} -- "$current"))`,
    );
  }
  return [`${shellQuote(node.path)})`, ...[...lines, "fi", ";;"].map((line) => `    ${line}`)];
}

function replyWith(value: CompletionValue): string | undefined {
  switch (value.kind) {
    case "words":
      return `COMPREPLY=($(compgen -W ${shellQuote(value.words.join(" "))} -- "$current"))`;
    case "file":
      return `compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current")`;
    case "directory":
      return `compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current")`;
    case "nothing":
      return undefined;
  }
}
