/** The whole command tree, loaded. */
import { loadWhole } from "../../src/cli/later.ts";
import { rootGroup as treeInPieces } from "../../src/commands/mod.ts";

export const rootGroup = await loadWhole(treeInPieces);
