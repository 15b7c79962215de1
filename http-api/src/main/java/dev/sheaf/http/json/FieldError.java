package dev.sheaf.http.json;

/**
 * A field that breaks its rule.
 *
 * @param field its name, with dots for fields inside fields
 * @param value what was sent, shortened
 * @param rule what it must be
 */
public record FieldError(String field, String value, String rule) {
  /** The error as a sentence. */
  public String sentence() {
    return field + " must be " + rule + " but was " + value;
  }
}
