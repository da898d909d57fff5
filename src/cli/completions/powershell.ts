/** Completion for PowerShell. */
import type { CompletionNode, CompletionTree, CompletionValue } from "./tree.ts";

/** The script to dot-source from the profile. */
export function powershellCompletions(tree: CompletionTree): string {
  return `# Completion of ${tree.programName} for PowerShell: dot-source this file from your profile.
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName ${quote(tree.programName)} -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $nodes = @{
${tree.nodes.map(nodeEntry).join("\n")}
    }

    $path = ''
    $waiting = $null
    $onlyArguments = $false
    $elements = $commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition }
    foreach ($element in $elements) {
        $word = $element.Extent.Text
        $node = $nodes[$path]
        if ($onlyArguments) { continue }
        if ($null -ne $waiting) { $waiting = $null; continue }
        if ($word -eq '--') { $onlyArguments = $true; continue }
        if ($node.OptionValues.ContainsKey($word)) { $waiting = $word }
        elseif ($node.Commands.ContainsKey($word)) { $path = $node.Commands[$word][0] }
    }

    $node = $nodes[$path]
    if ($null -ne $waiting) {
        $value = $node.OptionValues[$waiting]
    } elseif (-not $onlyArguments -and $wordToComplete.StartsWith('-')) {
        $node.Options.GetEnumerator() | Where-Object { $_.Key -clike "$wordToComplete*" } |
            Sort-Object Key | ForEach-Object {
                [CompletionResult]::new($_.Key, $_.Key, [CompletionResultType]::ParameterName, $_.Value)
            }
        return
    } else {
        $value = $node.Argument
        if (-not $onlyArguments) {
            $node.Commands.GetEnumerator() | Where-Object { $_.Key -clike "$wordToComplete*" } |
                Sort-Object Key | ForEach-Object {
                    [CompletionResult]::new(
                        $_.Key, $_.Key, [CompletionResultType]::ParameterValue, $_.Value[1])
                }
        }
    }
    if ($value -is [array]) {
        $value | Where-Object { $_ -clike "$wordToComplete*" } | ForEach-Object {
            [CompletionResult]::new($_, $_, [CompletionResultType]::ParameterValue, $_)
        }
    } elseif ($value -eq 'file' -or $value -eq 'directory') {
        [CompletionCompleters]::CompleteFilename($wordToComplete)
    }
}
`;
}

function nodeEntry(node: CompletionNode): string {
  const options = node.options.flatMap(({ names, summary }) =>
    names.map((name) => `${quote(name)} = ${quote(summary)}`)
  );
  const values = node.options.flatMap(({ names, value }) =>
    value === undefined ? [] : names.map((name) => `${quote(name)} = ${valueText(value)}`)
  );
  const commands = node.commands.map(({ name, path, summary }) =>
    `${quote(name)} = @(${quote(path)}, ${quote(summary)})`
  );
  return `        ${quote(node.path)} = @{
            Commands = ${table(commands)}
            Options = ${table(options)}
            OptionValues = ${table(values)}
            Argument = ${valueText(node.argument)}
        }`;
}

/** Keys that differ in case only (`-p` and `-P`) need a table that tells them apart. */
function table(rows: readonly string[]): string {
  if (rows.length === 0) return "[hashtable]::new([StringComparer]::Ordinal)";
  const adds = rows.map((row) => row.replace(" = ", ", ")).map((row) => `$t.Add(${row})`);
  return `(& { $t = [hashtable]::new([StringComparer]::Ordinal); ${adds.join("; ")}; $t })`;
}

function valueText(value: CompletionValue): string {
  return value.kind === "words" ? `@(${value.words.map(quote).join(", ")})` : quote(value.kind);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
