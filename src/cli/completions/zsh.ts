/** Completion for zsh. */
import { shellQuote } from "../../base/shell_quote.ts";
import {
  type CompletionNode,
  type CompletionTree,
  type CompletionValue,
  identifier,
  valueOptionNames,
} from "./tree.ts";

/** The script: a `_sentry-cli` file in `fpath`, or to source after `compinit`. */
export function zshCompletions(tree: CompletionTree): string {
  const name = `_${identifier(tree)}`;
  return `#compdef ${tree.programName}

${name}() {
    local path_ previous word only_arguments
    local -a items
    integer index
    path_=""
    previous=""
    only_arguments=""
    for ((index = 2; index < CURRENT; index++)); do
        word=\${words[index]}
        if [[ -n $only_arguments ]]; then
            continue
        elif [[ -n $previous ]]; then
            previous=""
            continue
        elif [[ $word == "--" ]]; then
            only_arguments=1
            continue
        fi
        case "$path_|$word" in
${tree.nodes.flatMap(steps).map((line) => `            ${line}`).join("\n")}
        esac
    done
    if [[ -z $previous && -z $only_arguments && \${words[CURRENT]} == --*=* ]]; then
        previous=\${words[CURRENT]%%=*}
        compset -P '*='
    fi
    if [[ -n $previous ]]; then
        case "$path_|$previous" in
${tree.nodes.flatMap(valueCases).map((line) => `            ${line}`).join("\n")}
        esac
        return
    fi
    case "$path_" in
${tree.nodes.flatMap(nodeCase).map((line) => `        ${line}`).join("\n")}
    esac
}

if [[ \${funcstack[1]} == ${name} || \${funcstack[1]} == _${tree.programName} ]]; then
    ${name} "$@"
else
    compdef ${name} ${tree.programName}
fi
`;
}

function steps(node: CompletionNode): string[] {
  const lines = node.commands.map((command) =>
    `${shellQuote(`${node.path}|${command.name}`)}) path_=${shellQuote(command.path)} ;;`
  );
  const waiting = valueOptionNames(node).map((name) => shellQuote(`${node.path}|${name}`));
  return waiting.length === 0 ? lines : [...lines, `${waiting.join(" | ")}) previous=$word ;;`];
}

function valueCases(node: CompletionNode): string[] {
  return node.options.flatMap(({ names, value }) => {
    const reply = value && replyWith(value);
    if (reply === undefined) return [];
    return [`${names.map((name) => shellQuote(`${node.path}|${name}`)).join(" | ")}) ${reply} ;;`];
  });
}

function nodeCase(node: CompletionNode): string[] {
  const options = node.options.flatMap(({ names, summary }) =>
    names.map((name) => described(name, summary))
  );
  const commands = node.commands.map(({ name, summary }) => described(name, summary));
  const lines = [
    `if [[ -z $only_arguments && \${words[CURRENT]} == -* ]]; then`,
    `    items=(${options.join(" ")})`,
    "    _describe -o option items",
    "else",
    `    ${replyWith(node.argument) ?? ":"}`,
  ];
  if (commands.length > 0) {
    lines.push(
      "    if [[ -z $only_arguments ]]; then",
      `        items=(${commands.join(" ")})`,
      "        _describe command items",
      "    fi",
    );
  }
  return [`${shellQuote(node.path)})`, ...[...lines, "fi", ";;"].map((line) => `    ${line}`)];
}

function replyWith(value: CompletionValue): string | undefined {
  switch (value.kind) {
    case "words":
      return `compadd -- ${value.words.map(shellQuote).join(" ")}`;
    case "file":
      return "_files";
    case "directory":
      return "_files -/";
    case "nothing":
      return undefined;
  }
}

/** `name:description`, as `_describe` reads it. */
function described(name: string, summary: string): string {
  return shellQuote(`${name.replaceAll(":", "\\:")}:${summary}`);
}
