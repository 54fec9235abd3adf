interface JSON {
  /** A value that JSON.stringify prints as the text given. */
  rawJSON(text: string): unknown
}
