/** Where the reference binary does not do what the specification pages say. Printed on the parity page. */
export const NOTES: readonly string[] = [];
