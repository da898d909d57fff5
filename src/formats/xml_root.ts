/** The outermost element of an XML document. */

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** What its prefix, or the lack of one, stands for; empty for none. */
  readonly namespace: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Reads a document; `undefined` when it is not well-formed. */
export async function readXmlRoot(text: string): Promise<XmlElement | undefined> {
  const { parseXml, XmlError } = await import("@rgrove/parse-xml");
  try {
    const { root } = parseXml(text);
    if (root === null) return undefined;
    const { attributes } = root;
    const [, prefix, name = root.name] = /^([^:]*):(.*)$/.exec(root.name) ?? [];
    const namespace = attributes[prefix === undefined ? "xmlns" : `xmlns:${prefix}`] ?? "";
    return { name, namespace, attributes };
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
