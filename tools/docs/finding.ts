/** Something that a document says and that is not so. */
export interface DocumentFinding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}
