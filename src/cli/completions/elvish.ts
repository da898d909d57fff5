/** Completion for Elvish. */
import type { CompletionNode, CompletionTree, CompletionValue } from "./tree.ts";

/** The script: a module to `use`, or to `eval` from `rc.elv`. */
export function elvishCompletions(tree: CompletionTree): string {
  return `# Completion of ${tree.programName} for Elvish.
use str

set edit:completion:arg-completer[${tree.programName}] = {|@words|
    var nodes = [
${tree.nodes.map(nodeEntry).join("\n")}
    ]
    var path = ''
    var waiting = ''
    var only-arguments = $false
    for word $words[1..-1] {
        var node = $nodes[$path]
        if $only-arguments {
            continue
        } elif (not-eq $waiting '') {
            set waiting = ''
        } elif (eq $word '--') {
            set only-arguments = $true
        } elif (has-key $node[values] $word) {
            set waiting = $word
        } elif (has-key $node[commands] $word) {
            set path = $node[commands][$word][0]
        }
    }
    var node = $nodes[$path]
    var current = $words[-1]
    fn complete-value {|value|
        if (eq $value file) {
            edit:complete-filename $current
        } elif (eq $value directory) {
            edit:complete-dirname $current
        } elif (not-eq $value nothing) {
            all $value
        }
    }
    if (not-eq $waiting '') {
        complete-value $node[values][$waiting]
    } elif (and (not $only-arguments) (str:has-prefix $current '-')) {
        for name [(keys $node[options])] {
            edit:complex-candidate $name &display=$name' '$node[options][$name]
        }
    } else {
        complete-value $node[argument]
        if (not $only-arguments) {
            for name [(keys $node[commands])] {
                edit:complex-candidate $name &display=$name' '$node[commands][$name][1]
            }
        }
    }
}
`;
}

function nodeEntry(node: CompletionNode): string {
  const options = node.options.flatMap(({ names, summary }) =>
    names.map((name) => `&${quote(name)}=${quote(summary)}`)
  );
  const values = node.options.flatMap(({ names, value }) =>
    value === undefined ? [] : names.map((name) => `&${quote(name)}=${valueText(value)}`)
  );
  const commands = node.commands.map(({ name, path, summary }) =>
    `&${quote(name)}=[${quote(path)} ${quote(summary)}]`
  );
  const fields = [
    `&commands=${map(commands)}`,
    `&options=${map(options)}`,
    `&values=${map(values)}`,
    `&argument=${valueText(node.argument)}`,
  ];
  return `        &${quote(node.path)}=[${fields.join(" ")}]`;
}

function map(pairs: readonly string[]): string {
  return pairs.length === 0 ? "[&]" : `[${pairs.join(" ")}]`;
}

function valueText(value: CompletionValue): string {
  return value.kind === "words" ? `[${value.words.map(quote).join(" ")}]` : value.kind;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
