/** Marks on commands that `app.ts` reads. */

/**
 * The command works, and says what is wrong, where a configuration file is broken; any other ends
 * with the error.
 */
export const WORKS_WHEN_CONFIG_IS_BROKEN = "works-when-config-is-broken";
